import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { subscriptionOptionsAfter } from '../payment_intents/billed-options.ts';

type InvoiceSettings = Stripe.Subscription.InvoiceSettings;
type PaymentSettings = Stripe.Subscription.PaymentSettings;

/** A subscription's invoice settings after a write. */
export function invoiceSettings(
  stored: InvoiceSettings | null,
  given: Stripe.SubscriptionUpdateParams.InvoiceSettings | undefined,
): InvoiceSettings {
  return {
    account_tax_ids: written(given?.account_tax_ids, stored?.account_tax_ids ?? null),
    custom_fields: written(given?.custom_fields, stored?.custom_fields ?? null),
    description: written(given?.description, stored?.description ?? null),
    footer: written(given?.footer, stored?.footer ?? null),
    issuer: { type: 'self' },
  };
}

/**
 * A subscription's payment settings after a write.
 *
 * @throws StripeError naming an option of a payment method that the emulator does not act on.
 */
export function paymentSettings(
  stored: PaymentSettings | null,
  given: Stripe.SubscriptionUpdateParams.PaymentSettings | undefined,
): PaymentSettings {
  return {
    payment_method_options: subscriptionOptionsAfter(
      given?.payment_method_options,
      stored?.payment_method_options ?? null,
    ),
    payment_method_types: written(given?.payment_method_types, stored?.payment_method_types ?? null),
    save_default_payment_method: given?.save_default_payment_method ?? stored?.save_default_payment_method ?? 'off',
  };
}
