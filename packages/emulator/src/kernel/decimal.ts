import type Stripe from 'stripe';

/**
 * A decimal as it stands on the wire: a plain string such as `12.5`. The `stripe` package declares these fields as
 * `Stripe.Decimal`, which is what its client makes of them; inside the emulator they stay the strings that are sent.
 */
export function decimal(text: string): Stripe.Decimal {
  return text as unknown as Stripe.Decimal;
}

/** The wire's string behind a decimal field, of an object in the store or of a validated parameter. */
export function decimalText(value: Stripe.Decimal): string;
export function decimalText(value: Stripe.Decimal | null | undefined): string | undefined;
export function decimalText(value: Stripe.Decimal | null | undefined): string | undefined {
  return value === null || value === undefined ? undefined : String(value);
}
