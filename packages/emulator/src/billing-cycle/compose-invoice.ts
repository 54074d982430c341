// Makes an invoice out of draft lines without storing it: previews, Checkout's summary and real drafts are all made here.
import type Stripe from 'stripe';
import { decimal } from '../kernel/decimal.ts';
import { idOf } from '../kernel/objects.ts';
import { listOfParts } from '../kernel/read-operations.ts';
import type { Tx } from '../kernel/tx.ts';
import type { AppliedDiscount } from '../money/discounts.ts';
import { quantityText } from '../money/price-amount.ts';
import { accountSettings } from './account-settings.ts';
import { amountInvoice, type TaxPlace } from './amount-invoice.ts';
import { emptyInvoice } from './empty-invoice.ts';
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

function pricingOf({ price, product, unitAmount }: DraftLine): Stripe.InvoiceLineItem['pricing'] {
  if (unitAmount === null && price === null) return null;
  return {
    ...(price && product ? { price_details: { price, product } } : {}),
    type: 'price_details',
    unit_amount_decimal: unitAmount === null ? null : decimal(unitAmount),
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
    pricing: pricingOf(line),
    quantity: Math.trunc(line.quantity),
    quantity_decimal: decimal(line.quantityDecimal ?? quantityText(line.quantity)),
    subscription: line.subscription,
    subtotal: line.amount,
    taxes: [],
  };
}

export function lineFacts(line: DraftLine): LineFacts {
  const { taxRates, taxBehavior, product, taken = [] } = line;
  return { taxRates, taxBehavior, product, taxes: null, ...(taken.length ? { taken } : {}) };
}

function blankInvoice(tx: Tx, spec: InvoiceSpec, lines: Stripe.InvoiceLineItem[]): Stripe.Invoice {
  const settings = accountSettings(tx);
  const { id, customer, subscription } = spec;
  const automatic = spec.fields?.automatic_tax?.enabled ?? false;
  return {
    ...emptyInvoice,
    id,
    account_country: settings.accountCountry,
    account_name: settings.accountName,
    billing_reason: spec.reason,
    created: spec.at,
    currency: spec.currency,
    customer: customer.id,
    discounts: spec.discounts.map((discount) => discount.id),
    footer: customer.invoice_settings.footer,
    lines: listOfParts(lines, `/v1/invoices/${id}/lines`),
    parent: subscription && subscriptionParent(subscription),
    period_end: spec.period.end,
    period_start: spec.period.start,
    starting_balance: customer.balance,
    test_clock: idOf(customer.test_clock),
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
