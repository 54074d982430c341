import type { BillingPeriod } from '../catalog/index.ts';
import { formatMoney, type Money } from '../kernel/money.ts';

const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });

/** `March 14, 2027`, by UTC. */
export function dateInWords(date: Date | string): string {
  return day.format(new Date(date));
}

export interface CardInWords {
  readonly brand: string;
  readonly last4: string;
}

const brands: Record<string, string> = {
  amex: 'American Express',
  diners: 'Diners Club',
  discover: 'Discover',
  jcb: 'JCB',
  mastercard: 'Mastercard',
  unionpay: 'UnionPay',
  visa: 'Visa',
};

/** `Visa ending in 4242`. */
export function cardInWords(card: CardInWords): string {
  return `${brands[card.brand] ?? 'card'} ending in ${card.last4}`;
}

/** `$119.00 a year`. */
export function priceInWords(price: Money, billingPeriod: BillingPeriod | null): string {
  const per = billingPeriod === null ? '' : billingPeriod === 'annual' ? ' a year' : ' a month';
  return `${formatMoney(price)}${per}`;
}

/** `Hello Ada,`, or `Hello,` when nobody told us a name. */
export function greeting(name: string | null): string {
  const trimmed = name?.trim() ?? '';
  return trimmed === '' ? 'Hello,' : `Hello ${trimmed},`;
}

/** Facts as aligned lines, for the text part. */
export function factLines(facts: readonly { name: string; value: string }[]): string {
  const width = Math.max(...facts.map(({ name }) => name.length)) + 2;
  return facts.map(({ name, value }) => `  ${`${name}:`.padEnd(width)}${value}`).join('\n');
}
