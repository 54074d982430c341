/** An amount in the currency's minor unit as Stripe counts it, and the lowercase currency code. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/**
 * Stripe's own table, which differs from `Intl`'s: HUF, TWD, ISK and UGX are sent with two decimals.
 * @see https://docs.stripe.com/currencies#zero-decimal
 */
const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const threeDecimal = new Set('bhd jod kwd omr tnd'.split(' '));

/** How many decimals an amount in this currency has: 0, 2 or 3. */
export function minorUnitDigits(currency: string): 0 | 2 | 3 {
  const code = currency.toLowerCase();
  if (zeroDecimal.has(code)) return 0;
  return threeDecimal.has(code) ? 3 : 2;
}

/** @throws RangeError for an amount that is not a whole number of minor units. */
export function money(amount: number, currency: string): Money {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amount} is not a whole number of minor units.`);
  if (!/^[a-z]{3}$/i.test(currency)) throw new RangeError(`"${currency}" is not a currency code.`);
  return { amount, currency: currency.toLowerCase() };
}

export function addMoney(left: Money, right: Money): Money {
  assertSameCurrency(left, right);
  return money(left.amount + right.amount, left.currency);
}

export function subtractMoney(left: Money, right: Money): Money {
  assertSameCurrency(left, right);
  return money(left.amount - right.amount, left.currency);
}

/** As people write it, for mails and messages: `$1,499.00`, `¥500`. Display only; never parsed again. */
export function formatMoney({ amount, currency }: Money, locale = 'en-US'): string {
  const digits = minorUnitDigits(currency);
  const text = Math.abs(amount)
    .toString()
    .padStart(digits + 1, '0');
  const whole = digits === 0 ? text : text.slice(0, -digits);
  const fraction = digits === 0 ? '' : text.slice(-digits);
  const parts = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).formatToParts(amount < 0 ? -BigInt(whole) || -0 : BigInt(whole));
  return parts.map((part) => (part.type === 'fraction' ? fraction : part.value)).join('');
}

function assertSameCurrency(left: Money, right: Money): void {
  if (left.currency !== right.currency)
    throw new RangeError(`Amounts in ${left.currency} and ${right.currency} cannot be reckoned together.`);
}
