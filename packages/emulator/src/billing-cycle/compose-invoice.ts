// Makes an invoice out of draft lines without storing it: previews, Checkout's summary and real drafts are all made here.
import type Stripe from 'stripe';
import { decimal } from '../kernel/decimal.ts';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import type { AppliedDiscount } from '../money/discounts.ts';
import { accountSettings } from './account-settings.ts';
import { amountInvoice, type TaxPlace } from './amount-invoice.ts';
import type { DraftLine } from './draft-line.ts';
import { newInvoiceFacts, type InvoiceFacts, type LineFacts } from './facts.ts';
import type { Period } from './periods.ts';

export interface InvoiceSpec {
  id: string;
  customer: Stripe.Customer;
  /** The subscription that it bills; null for an invoice of its own. */
  subscription: { id: string; metadata: Stripe.Metadata; prorationDate?: number } | null;
  reason: NonNullable<Stripe.Invoice['billing_reason']>;
  lines: readonly DraftLine[];
  currency: string;
  at: number;
  period: Period;
  discounts: readonly AppliedDiscount[];
  /** Whatever else the invoice is to say. */
  fields?: Partial<Stripe.Invoice>;
  /** Where to tax it, when the customer's own place is not (yet) the one. */
  place?: TaxPlace;
}

export interface ComposedInvoice {
  invoice: Stripe.Invoice;
  facts: InvoiceFacts;
}

/** What an invoice repeats of its customer, as long as it is a draft. */
export function customerFields(tx: Tx, customer: Stripe.Customer): Partial<Stripe.Invoice> {
  const taxIds = tx.list('tax_id', { customer: customer.id }).toReversed();
  return {
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: customer.shipping as Stripe.Invoice.CustomerShipping | null,
    customer_tax_exempt: customer.tax_exempt ?? 'none',
    customer_tax_ids: taxIds.map(({ type, value }) => ({ type: type as Stripe.Invoice.CustomerTaxId.Type, value })),
  };
}

export function wireLine(
  tx: Tx,
  { line, invoice, currency }: { line: DraftLine; invoice: string | null; currency: string },
): Stripe.InvoiceLineItem {
  return {
    id: tx.newId('il', 24),
    object: 'line_item',
    amount: line.amount,
    currency,
    description: line.description,
    discount_amounts: [],
    discountable: line.discountable,
    discounts: line.discounts,
    invoice,
    livemode: false,
    metadata: line.metadata,
    parent: line.parent,
    period: line.period,
    pretax_credit_amounts: [],
    pricing:
      line.unitAmount === null
        ? null
        : {
            ...(line.price && line.product ? { price_details: { price: line.price, product: line.product } } : {}),
            type: 'price_details',
            unit_amount_decimal: decimal(line.unitAmount),
          },
    quantity: line.quantity,
    quantity_decimal: decimal(String(line.quantity)),
    subscription: line.subscription,
    subtotal: line.amount,
    taxes: [],
  };
}

export function lineFacts(line: DraftLine): LineFacts {
  return { taxRates: line.taxRates, taxBehavior: line.taxBehavior, product: line.product, isTaxFree: false };
}

function blankInvoice(tx: Tx, spec: InvoiceSpec, lines: Stripe.InvoiceLineItem[]): Stripe.Invoice {
  const settings = accountSettings(tx);
  const { id, customer, subscription, at } = spec;
  const automatic = spec.fields?.automatic_tax?.enabled ?? false;
  return {
    id,
    object: 'invoice',
    account_country: settings.accountCountry,
    account_name: settings.accountName,
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_paid_off_stripe: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: false,
    automatically_finalizes_at: null,
    billing_reason: spec.reason,
    collection_method: 'charge_automatically',
    created: at,
    currency: spec.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: null,
    customer_email: null,
    customer_name: null,
    customer_phone: null,
    customer_shipping: null,
    customer_tax_exempt: null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: spec.discounts.map((discount) => discount.id),
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: customer.invoice_settings.footer,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: 'list', data: lines, has_more: false, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: subscription && subscriptionParent(subscription),
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: spec.period.end,
    period_start: spec.period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: customer.balance,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: idOf(customer.test_clock),
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
    ...customerFields(tx, customer),
    ...spec.fields,
    automatic_tax: {
      disabled_reason: null,
      enabled: automatic,
      liability: automatic ? { type: 'self' } : null,
      provider: automatic ? 'stripe' : null,
      status: null,
    },
  };
}

function subscriptionParent(subscription: NonNullable<InvoiceSpec['subscription']>): Stripe.Invoice.Parent {
  const { id, metadata, prorationDate } = subscription;
  return {
    quote_details: null,
    subscription_details: {
      metadata,
      subscription: id,
      ...(prorationDate === undefined ? {} : { subscription_proration_date: prorationDate }),
    },
    type: 'subscription_details',
  };
}

/** The draft with everything worked out, and the facts to keep with it. */
export function composeInvoice(tx: Tx, spec: InvoiceSpec): ComposedInvoice {
  const drafts = spec.lines.map((line) => ({
    line,
    wire: wireLine(tx, { line, invoice: spec.id, currency: spec.currency }),
  }));
  const facts = {
    ...newInvoiceFacts(spec.id),
    lines: Object.fromEntries(drafts.map(({ line, wire }) => [wire.id, lineFacts(line)])),
  };
  const blank = blankInvoice(
    tx,
    spec,
    drafts.map(({ wire }) => wire),
  );
  const invoice = amountInvoice(tx, { invoice: blank, facts, discounts: spec.discounts, place: spec.place });
  return { invoice, facts };
}
