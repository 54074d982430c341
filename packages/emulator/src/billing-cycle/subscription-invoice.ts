// The invoices that a subscription makes: their common shape, whatever caused them.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { invoiceOptionsOf } from '../resources/payment_intents/billed-options.ts';
import { discountsOf, type TaxPlace } from './amount-invoice.ts';
import { composeInvoice, type ComposedInvoice, type InvoiceSpec } from './compose-invoice.ts';
import { subscriptionDiscounts } from './discount-ends.ts';
import type { DraftLine } from './draft-line.ts';
import type { Period } from './periods.ts';

type Billed = Stripe.Subscription;

export interface SubscriptionInvoice {
  subscription: Billed;
  customer: Stripe.Customer;
  reason: InvoiceSpec['reason'];
  lines: readonly DraftLine[];
  at: number;
  period: Period;
  /** Set for previews, whose discounts are not stored objects. */
  discounts?: InvoiceSpec['discounts'];
  prorationDate?: number;
  place?: TaxPlace;
  fields?: Partial<Stripe.Invoice>;
}

/** What an invoice takes over from its subscription. */
function takenOver(subscription: Billed): Partial<Stripe.Invoice> {
  const { invoice_settings: settings, payment_settings: payment } = subscription;
  return {
    account_tax_ids: settings.account_tax_ids,
    automatic_tax: {
      disabled_reason: null,
      enabled: subscription.automatic_tax.enabled,
      liability: null,
      provider: null,
      status: null,
    },
    collection_method: subscription.collection_method,
    custom_fields: settings.custom_fields,
    default_tax_rates: subscription.default_tax_rates ?? [],
    description: settings.description,
    ...(settings.footer === null ? {} : { footer: settings.footer }),
    payment_settings: {
      default_mandate: null,
      payment_method_options: invoiceOptionsOf(payment?.payment_method_options ?? null),
      payment_method_types: (payment?.payment_method_types ??
        null) as Stripe.Invoice.PaymentSettings['payment_method_types'],
    },
  };
}

/** An invoice of a subscription, not stored. Send it by `send_invoice`, and its due date is set when it is finalized. */
export function composeSubscriptionInvoice(tx: Tx, options: SubscriptionInvoice): ComposedInvoice {
  const { subscription, customer, at } = options;
  const discounts = options.discounts ?? discountsOf(tx, subscriptionDiscounts(tx, { subscription, at }));
  const { invoice, facts } = composeInvoice(tx, {
    id: tx.newId('in'),
    customer,
    subscription: {
      id: subscription.id,
      metadata: subscription.metadata,
      ...(options.prorationDate === undefined ? {} : { prorationDate: options.prorationDate }),
    },
    reason: options.reason,
    lines: options.lines,
    currency: subscription.currency,
    at,
    period: options.period,
    discounts,
    fields: { ...takenOver(subscription), ...options.fields },
    ...(options.place ? { place: options.place } : {}),
  });
  const sends = subscription.collection_method === 'send_invoice';
  const days = sends ? (subscription.days_until_due ?? 30) : null;
  return {
    invoice: days === null ? invoice : { ...invoice, due_date: at + days * 86_400 },
    facts: { ...facts, daysUntilDue: days },
  };
}

/** The customer that a subscription bills. */
export function customerOf(tx: Tx, subscription: Pick<Billed, 'customer'>): Stripe.Customer {
  return tx.get('customer', idOf(subscription.customer));
}
