import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';

type Options = Stripe.PaymentIntent.PaymentMethodOptions;
type GivenOptions = Stripe.PaymentIntentUpdateParams.PaymentMethodOptions;

/** By type of payment method, the names of options that are taken. */
export type CoveredOptions = Readonly<Record<string, readonly string[]>>;

/**
 * The options that the emulator acts on, or that ask for what no account or card here has: all test cards have one network,
 * and none is put on an e-mandate.
 */
const coveredOfIntent: CoveredOptions = {
  card: [
    'capture_method',
    'mandate_options',
    'network',
    'request_extended_authorization',
    'request_incremental_authorization',
    'request_multicapture',
    'request_overcapture',
    'request_three_d_secure',
    'setup_future_usage',
  ],
  sepa_debit: ['setup_future_usage'],
  us_bank_account: ['setup_future_usage', 'verification_method'],
};

/** Options of an intent before anybody says anything. */
export const plainOptions: Options = {
  card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
};

/**
 * An intent's options after a write; what is not said stays, and `''` unsets.
 *
 * @throws StripeError naming an option that the emulator does not act on.
 */
export function optionsAfter(given: GivenOptions | '' | null | undefined, stored: Options | null): Options {
  return mergedOptions(given || undefined, stored ?? plainOptions);
}

/** @throws StripeError naming an option that the emulator does not act on. */
export function mergedOptions<T extends object>(given: object | undefined, before: T): T {
  if (!given) return before;
  refuseUncoveredOptions(given, { covered: coveredOfIntent, within: 'payment_method_options' });
  const after = { ...before } as Record<string, object | undefined>;
  for (const [type, options] of Object.entries(given as Record<string, object | '' | undefined>)) {
    if (options) after[type] = merged(after[type], options);
  }
  return after as T;
}

/**
 * @param within The parameter that holds the options.
 * @throws StripeError naming the first option that is not covered.
 */
export function refuseUncoveredOptions(
  given: object,
  { covered, within }: { covered: CoveredOptions; within: string },
): void {
  for (const [type, options] of Object.entries(given as Record<string, object | '' | undefined>)) {
    const names = covered[type];
    if (!names) throw uncovered(`${within}[${type}]`);
    for (const [name, value] of Object.entries(options || {})) {
      const param = `${within}[${type}][${name}]`;
      if (!names.includes(name)) throw uncovered(param);
      if (name === 'verification_method' && value === 'instant') throw uncovered(param);
    }
  }
}

function uncovered(param: string): Error {
  return invalidRequest({ param, message: `This emulator does not cover the parameter \`${param}\`.` });
}

/** A mandate shows what it was not told as null. */
const unsaidOfMandate = { description: null, end_date: null, interval_count: null, supported_types: null };

function merged(before: object | undefined, given: { mandate_options?: object }): object {
  const mandate = given.mandate_options && { mandate_options: { ...unsaidOfMandate, ...given.mandate_options } };
  const entries = Object.entries({ ...before, ...given, ...mandate }).filter(
    ([, value]: [string, unknown]) => value !== '' && value !== undefined,
  );
  return Object.fromEntries(entries);
}

/** Whether the money of a payment with this type of method is only held at first. */
export function isHeld(intent: Stripe.PaymentIntent, type: string): boolean {
  if (intent.capture_method === 'manual') return true;
  return type === 'card' && intent.payment_method_options?.card?.capture_method === 'manual';
}

/** What a payment method of this type is kept for: what its own options say goes before what the intent says. */
export function usageOf(intent: Stripe.PaymentIntent, type: string): 'off_session' | 'on_session' | null {
  const options = intent.payment_method_options?.[type as 'card' | 'sepa_debit' | 'us_bank_account'];
  const usage: string | null = options?.setup_future_usage ?? intent.setup_future_usage;
  return usage === 'off_session' || usage === 'on_session' ? usage : null;
}
