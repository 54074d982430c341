import { decimalsOf } from '../money/currencies.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** Writes minor units of a currency for people: 1499 of `usd` is "$14.99", -1499 is "-$14.99". */
export function moneyText(amount: number, currency: string): string {
  return decimalMoneyText(shift(Math.abs(amount).toFixed(0), decimalsOf(currency)), currency, amount < 0);
}

/** Writes a price per unit that may be a fraction of the minor unit: "0.5" of `usd` is "$0.005". */
export function unitMoneyText(minorUnits: string, currency: string): string {
  const [whole = '0', fraction = ''] = minorUnits.replace('-', '').split('.');
  return decimalMoneyText(
    shift(whole, decimalsOf(currency)) + (decimalsOf(currency) === 0 && fraction ? '.' : '') + fraction,
    currency,
    minorUnits.startsWith('-'),
  );
}

/** An amount that reads as one word to screen readers and lines up in columns. */
export function money(amount: number, currency: string): Html {
  return html`<span class="money">${moneyText(amount, currency)}</span>`;
}

function shift(digits: string, places: number): string {
  if (places === 0) return digits;
  const padded = digits.padStart(places + 1, '0');
  return `${padded.slice(0, -places)}.${padded.slice(-places)}`;
}

function decimalMoneyText(decimal: string, currency: string, negative: boolean): string {
  const fraction = decimal.split('.')[1]?.length ?? 0;
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: fraction,
    maximumFractionDigits: fraction,
  });
  // A numeric string, not a float: `format` then keeps every digit.
  return (negative ? '-' : '') + format.format(decimal as `${number}`);
}
