import { invalidRequest } from '../kernel/errors.ts';

/**
 * Currencies as Stripe counts them (https://docs.stripe.com/currencies). `Intl` disagrees with it on some, so this table
 * is our own.
 */
const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const threeDecimal = new Set('bhd jod kwd omr tnd'.split(' '));

const twoDecimal = new Set(
  (
    'usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc ' +
    'cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl hrk htg huf idr ils inr isk jmd kes kgs khr ' +
    'kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php ' +
    'pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah ugx uyu uzs wst ' +
    'xcd xcg yer zar zmw'
  ).split(' '),
);

/** The smallest amount that can be charged, in minor units. A currency not named here has no minimum of its own: 50 cents' worth is not computed. */
const minimumCharges: Record<string, number> = {
  usd: 50,
  aed: 200,
  aud: 50,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  inr: 50,
  jpy: 50,
  krw: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
};

/** Two-decimal currencies without coins of their own: they are charged in whole units. */
const wholeUnits = new Set(['isk', 'ugx']);

/** What every charge in a currency is a multiple of, in minor units. */
export function chargeStep(currency: string): number {
  if (wholeUnits.has(currency)) return 100;
  return threeDecimal.has(currency) ? 10 : 1;
}

const largestCharge = 99_999_999;

/** Refuses what is no currency of Stripe's; gives the lowercase code. */
export function checkCurrency(text: string, param = 'currency'): string {
  const currency = text.toLowerCase();
  if (zeroDecimal.has(currency) || threeDecimal.has(currency) || twoDecimal.has(currency)) return currency;
  const supported = [...twoDecimal, ...zeroDecimal, ...threeDecimal].join(', ');
  throw invalidRequest({
    param,
    message: `Invalid currency: ${currency}. Stripe currently supports these currencies: ${supported}`,
  });
}

/** A currency as a key in a parameter: in small letters alone. */
export function checkCurrencyKey(key: string, param: string): string {
  const currency = key.toLowerCase();
  if (currency === key) return checkCurrency(key, param);
  const message = `Currencies must be lowercase when used as keys in a map. Use \`${currency}\` instead of \`${key}\`.`;
  throw invalidRequest({ param, message });
}

export function decimalsOf(currency: string): 0 | 2 | 3 {
  if (zeroDecimal.has(currency)) return 0;
  return threeDecimal.has(currency) ? 3 : 2;
}

/** In minor units; 1 where Stripe states none. */
export function minimumCharge(currency: string): number {
  return minimumCharges[currency] ?? 1;
}

/** Whether a card can be charged this much; an invoice below it goes to the customer's balance instead. */
export function isChargeable(amount: number, currency: string): boolean {
  return amount >= minimumCharge(currency) && amount <= largestCharge;
}

/** @throws StripeError `amount_too_small`, `amount_too_large`, and for a three-decimal currency an amount that does not end in 0. */
export function checkChargeAmount(amount: number, currency: string, param = 'amount'): void {
  if (amount < 1) {
    throw invalidRequest({
      code: 'parameter_invalid_integer',
      param,
      message:
        amount === 0
          ? 'The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency set (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to save a Payment Method for future use without an immediate payment, use a Setup Intent instead: https://docs.stripe.com/payments/setup-intents'
          : 'This value must be greater than or equal to 1.',
    });
  }
  if (amount < minimumCharge(currency)) {
    const least = `${formatAmount(minimumCharge(currency), currency)} ${currency}`;
    throw invalidRequest({ code: 'amount_too_small', param, message: `Amount must be at least ${least}` });
  }
  if (amount > largestCharge) {
    const most = `${formatAmount(largestCharge, currency)}`;
    throw invalidRequest({ code: 'amount_too_large', param, message: `Amount must be no more than ${most}` });
  }
  if (amount % chargeStep(currency) !== 0) {
    const last = chargeStep(currency) === 100 ? 'two last digits' : 'last digit';
    const message = `Invalid amount: the ${last} of an amount in ${currency} must be 0.`;
    throw invalidRequest({ code: 'parameter_invalid_integer', param, message });
  }
}

/** Making a formatter costs far more than using it. */
const formatters = new Map<string, Intl.NumberFormat>();

/** How a person reads it in American English: `$14.99`, `¥500`, `KWD 1.500`. */
export function formatAmount(amount: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const format = formatters.get(currency) ?? newFormatter(currency, decimals);
  return format.format(amount / 10 ** decimals);
}

function newFormatter(currency: string, decimals: number): Intl.NumberFormat {
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: currency.toUpperCase(),
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  formatters.set(currency, format);
  return format;
}
