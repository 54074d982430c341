import type { Money } from '@purser/contract';

/*
 * Which decimal place Stripe counts an amount in. `Intl` cannot be asked: it calls HUF, ISK and UGX currencies without
 * decimals, while Stripe's API counts all three in hundredths. https://docs.stripe.com/currencies#zero-decimal
 */
const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const threeDecimal = new Set('bhd jod kwd omr tnd'.split(' '));

/** Digits after the decimal point in Stripe's amounts of this currency. */
export function minorUnitDigits(currency: string): 0 | 2 | 3 {
  const code = currency.toLowerCase();
  if (zeroDecimal.has(code)) return 0;
  return threeDecimal.has(code) ? 3 : 2;
}

/** The amount as a plain decimal, "119.00" for 11900 cents. Digits are moved, never divided, so nothing is rounded. */
export function decimalAmount({ amount, currency }: Money): `${number}` {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`Not an amount in minor units: ${amount}`);
  const digits = minorUnitDigits(currency);
  const sign = amount < 0 ? '-' : '';
  const padded = String(Math.abs(amount)).padStart(digits + 1, '0');
  const whole = padded.slice(0, padded.length - digits);
  const fraction = padded.slice(padded.length - digits);
  return `${sign}${whole}${digits === 0 ? '' : `.${fraction}`}` as `${number}`;
}

/** A twelfth of a yearly amount, to the nearest minor unit. What is charged stays the yearly amount. */
export function monthlyShare({ amount, currency }: Money): Money {
  return { amount: Math.round(amount / 12), currency };
}

export interface MoneyFormat {
  readonly locale: string;
  /** `$119` instead of `$119.00` when nothing stands behind the point. */
  readonly hidesZeroCents?: boolean;
  /** `name` gives "119 US dollars", for screen readers. */
  readonly display?: 'narrowSymbol' | 'name';
}

function numberFormat(money: Money, { locale, hidesZeroCents = false, display = 'narrowSymbol' }: MoneyFormat) {
  const digits = minorUnitDigits(money.currency);
  const options = { style: 'currency', currency: money.currency, currencyDisplay: display } as const;
  const isWhole = money.amount % 10 ** digits === 0;
  // People write ISK and UGX without decimals, which is a question of display and therefore Intl's to answer.
  const usualDigits = new Intl.NumberFormat(locale, options).resolvedOptions().maximumFractionDigits ?? digits;
  const shown = isWhole && (hidesZeroCents || usualDigits < digits) ? 0 : digits;
  return new Intl.NumberFormat(locale, { ...options, minimumFractionDigits: shown, maximumFractionDigits: shown });
}

/** The one place where an amount becomes text. */
export function formatMoney(money: Money, format: MoneyFormat): string {
  return numberFormat(money, format).format(decimalAmount(money));
}

export interface MoneyPart {
  readonly isCurrency: boolean;
  readonly text: string;
}

/** The same text in pieces, so that a price tag can draw its currency sign smaller than its digits. */
export function moneyParts(money: Money, format: MoneyFormat): MoneyPart[] {
  const parts: MoneyPart[] = [];
  for (const { type, value } of numberFormat(money, format).formatToParts(decimalAmount(money))) {
    const isCurrency = type === 'currency';
    const last = parts.at(-1);
    if (last?.isCurrency === isCurrency) parts[parts.length - 1] = { isCurrency, text: last.text + value };
    else parts.push({ isCurrency, text: value });
  }
  return parts;
}
