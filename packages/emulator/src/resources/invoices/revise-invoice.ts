import type Stripe from 'stripe';
import { discountsOf } from '../../billing-cycle/amount-invoice.ts';
import { composeInvoice } from '../../billing-cycle/compose-invoice.ts';
import { attachedPayments } from '../../billing-cycle/invoice-payment.ts';
import { invoiceItemLine } from '../../billing-cycle/pending-items.ts';
import { invoiceItemOf, storeInvoice, subscriptionIdOf } from '../../billing-cycle/store-invoice.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';

function checkRevisable(tx: Tx, invoice: Stripe.Invoice): void {
  const isOpen = invoice.status === 'open' || invoice.status === 'uncollectible';
  if (isOpen && subscriptionIdOf(invoice) === null && attachedPayments(tx, invoice.id).length === 0) return;
  throw invalidRequest({
    message:
      'Only an open or uncollectible invoice that no subscription made, and that nobody paid a part of, can be revised.',
    param: 'from_invoice[invoice]',
  });
}

/** Copies of the items behind an invoice's lines; the last first, so that the copy shows them in the same order. */
function copiedItems(tx: Tx, invoice: Stripe.Invoice): Stripe.InvoiceItem[] {
  return invoice.lines.data.toReversed().flatMap((line) => {
    const item = tx.find('invoiceitem', invoiceItemOf(line));
    if (!item) return [];
    const copy = tx.insert('invoiceitem', { ...item, id: tx.newId('ii'), date: tx.now(invoice), invoice: null });
    tx.emit('invoiceitem.created', copy);
    return [copy];
  });
}

/** A draft like an invoice that is owed; when it is finalized, that one is void. */
export function reviseInvoice(
  tx: Tx,
  { from, metadata }: { from: Stripe.InvoiceCreateParams.FromInvoice; metadata: Stripe.Metadata },
): Stripe.Invoice {
  const original = tx.get('invoice', from.invoice, { param: 'from_invoice[invoice]' });
  checkRevisable(tx, original);
  const at = tx.now(original);
  const { account_tax_ids, automatic_tax, collection_method, custom_fields, default_payment_method } = original;
  const {
    default_tax_rates,
    description,
    due_date,
    footer,
    rendering,
    shipping_cost,
    shipping_details,
    statement_descriptor,
  } = original;
  const composed = composeInvoice(tx, {
    id: tx.newId('in'),
    customer: tx.get('customer', idOf(original.customer) ?? ''),
    subscription: null,
    reason: 'manual',
    lines: copiedItems(tx, original)
      .toReversed()
      .map((item) => invoiceItemLine(tx, item)),
    currency: original.currency,
    at,
    period: { start: original.period_start, end: original.period_end },
    discounts: discountsOf(tx, original.discounts),
    fields: {
      account_tax_ids,
      automatic_tax,
      collection_method,
      custom_fields,
      default_payment_method,
      default_tax_rates,
      description,
      due_date,
      footer,
      from_invoice: { action: 'revision', invoice: original.id },
      metadata: { ...original.metadata, ...metadata },
      rendering,
      shipping_cost,
      shipping_details,
      statement_descriptor,
    },
  });
  return storeInvoice(tx, composed);
}
