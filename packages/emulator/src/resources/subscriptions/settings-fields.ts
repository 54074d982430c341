import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';

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

/** Only what a card payment can use is kept of the options. */
function methodOptions(
  given: Stripe.SubscriptionUpdateParams.PaymentSettings | undefined,
): PaymentSettings['payment_method_options'] {
  const card = given?.payment_method_options?.card;
  if (!card) return null;
  return {
    acss_debit: null,
    bancontact: null,
    card: { network: card.network ?? null, request_three_d_secure: card.request_three_d_secure ?? null },
    customer_balance: null,
    konbini: null,
    payto: null,
    pix: null,
    sepa_debit: null,
    upi: null,
    us_bank_account: null,
  };
}

/** A subscription's payment settings after a write. */
export function paymentSettings(
  stored: PaymentSettings | null,
  given: Stripe.SubscriptionUpdateParams.PaymentSettings | undefined,
): PaymentSettings {
  return {
    payment_method_options: methodOptions(given) ?? stored?.payment_method_options ?? null,
    payment_method_types: written(given?.payment_method_types, stored?.payment_method_types ?? null),
    save_default_payment_method: given?.save_default_payment_method ?? stored?.save_default_payment_method ?? 'off',
  };
}
