import type Stripe from 'stripe';
import { discountsOf } from '../../billing-cycle/amount-invoice.ts';
import { composeInvoice } from '../../billing-cycle/compose-invoice.ts';
import type { DraftLine } from '../../billing-cycle/draft-line.ts';
import { finalizeInvoice } from '../../billing-cycle/finalize-invoice.ts';
import { invoiceItemLine } from '../../billing-cycle/pending-items.ts';
import { shippingBy } from '../../billing-cycle/shipping-cost.ts';
import { storeInvoice } from '../../billing-cycle/store-invoice.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newInvoiceItem } from '../invoiceitems/new-invoice-item.ts';
import type { CheckoutFacts } from './facts.ts';
import { sessionPlace, onceLines } from './sum-session.ts';

type Session = Stripe.Checkout.Session;

interface Purchase {
  /** The invoice's, drawn before: its discounts name it. */
  id: string;
  session: Session;
  facts: CheckoutFacts;
  customer: Stripe.Customer;
  discounts: string[];
}

function invoiceItem(tx: Tx, line: DraftLine, { session, customer }: Purchase): DraftLine {
  const { price, product } = line;
  const made = newInvoiceItem(tx, {
    customer: customer.id,
    amount: line.amount,
    currency: session.currency ?? 'usd',
    description: line.description,
    discountable: line.discountable,
    discounts: [],
    metadata: line.metadata,
    period: line.period,
    price: price && product ? { id: price, product } : null,
    unitAmount: line.unitAmount ?? '0',
    quantity: line.quantity,
    taxRates: line.taxRates?.map((rate) => tx.get('tax_rate', rate)) ?? null,
    subscription: null,
    proration: null,
    invoice: null,
  });
  return { ...invoiceItemLine(tx, made), taxRates: line.taxRates, taxBehavior: line.taxBehavior };
}

function fieldsOf({ session, facts }: Purchase): Partial<Stripe.Invoice> {
  const data = session.invoice_creation?.invoice_data;
  const { automatic_tax: tax } = session;
  return {
    automatic_tax: { ...tax, disabled_reason: null } as Stripe.Invoice.AutomaticTax,
    custom_fields: data?.custom_fields ?? null,
    description: data?.description ?? null,
    ...(data?.footer ? { footer: data.footer } : {}),
    metadata: data?.metadata ?? {},
    shipping_cost: shippingBy(facts.shippingRate),
    shipping_details: facts.shipping && { ...facts.shipping, phone: null },
  };
}

/**
 * The invoice of a single payment, made once it is paid, and paid by it.
 *
 * @see https://docs.stripe.com/payments/checkout/receipts
 */
export function postPurchaseInvoice(tx: Tx, purchase: Purchase): Stripe.Invoice {
  const { id, session, facts, customer, discounts } = purchase;
  const at = tx.now(customer);
  const lines = onceLines(tx, { session, facts, at }).map((line) => invoiceItem(tx, line, purchase));
  const composed = composeInvoice(tx, {
    id,
    customer,
    subscription: null,
    reason: 'manual',
    lines,
    currency: session.currency ?? 'usd',
    at,
    period: { start: at, end: at },
    discounts: discountsOf(tx, discounts),
    place: sessionPlace(facts),
    fields: fieldsOf(purchase),
  });
  const paidWith = tx.find('payment_intent', facts.intent);
  return finalizeInvoice(tx, { invoice: storeInvoice(tx, composed), ...(paidWith ? { paidWith } : {}) });
}
