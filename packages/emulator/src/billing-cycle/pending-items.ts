import type Stripe from 'stripe';
import { decimalText } from '../kernel/decimal.ts';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import type { DraftLine } from './draft-line.ts';

function creditedItems(item: Stripe.InvoiceItem): {
  credited_items: Stripe.InvoiceLineItem.Parent.InvoiceItemDetails.ProrationDetails.CreditedItems | null;
} {
  const details = item.proration_details?.credited_items?.invoice_line_item_details;
  return { credited_items: details ?? null };
}

function lineParent(item: Stripe.InvoiceItem): Stripe.InvoiceLineItem.Parent {
  const of = item.parent?.subscription_details;
  if (of?.subscription_item) {
    return {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: item.id,
        proration: item.proration,
        proration_details: creditedItems(item),
        subscription: of.subscription,
        subscription_item: of.subscription_item,
      },
      type: 'subscription_item_details',
    };
  }
  return {
    invoice_item_details: {
      invoice_item: item.id,
      proration: item.proration,
      proration_details: creditedItems(item),
      subscription: of?.subscription ?? null,
    },
    subscription_item_details: null,
    type: 'invoice_item_details',
  };
}

/** The line that an invoice item becomes. */
export function invoiceItemLine(tx: Tx, item: Stripe.InvoiceItem): DraftLine {
  const priceId = idOf(item.pricing?.price_details?.price);
  const price = tx.find('price', priceId);
  return {
    amount: item.amount,
    description: item.description,
    discountable: item.discountable,
    discounts: (item.discounts ?? []).map((discount) => idOf(discount)),
    taken: (item.proration_details?.discount_amounts ?? []).map(({ amount, discount }) => ({
      amount,
      discount: idOf(discount),
    })),
    metadata: item.metadata ?? {},
    parent: lineParent(item),
    period: item.period,
    price: priceId,
    product: item.pricing?.price_details?.product ?? null,
    unitAmount: item.proration ? null : (decimalText(item.pricing?.unit_amount_decimal) ?? null),
    quantity: item.quantity,
    quantityDecimal: decimalText(item.quantity_decimal),
    subscription: item.parent?.subscription_details?.subscription ?? null,
    taxRates: item.tax_rates?.length ? item.tax_rates.map((rate) => rate.id) : null,
    taxBehavior: (price?.tax_behavior ??
      tx.find('_invoiceitem', item.id)?.taxBehavior ??
      null) as DraftLine['taxBehavior'],
  };
}

/** What a change gives back stands before what it takes: the prorations of one moment are in the order in which they were made. */
function inReadingOrder(newestFirst: readonly Stripe.InvoiceItem[]): Stripe.InvoiceItem[] {
  const momentOf = (item: Stripe.InvoiceItem): string | null =>
    item.proration ? `${item.parent?.subscription_details?.subscription} ${item.date}` : null;
  const groups: Stripe.InvoiceItem[][] = [];
  for (const item of newestFirst) {
    const last = groups.at(-1);
    const moment = momentOf(item);
    if (moment !== null && last?.[0] && momentOf(last[0]) === moment) last.unshift(item);
    else groups.push([item]);
  }
  return groups.flat();
}

/** Items that wait for the customer's next invoice, or for this subscription's; newest first, but see `inReadingOrder`. */
export function pendingInvoiceItems(
  tx: Tx,
  { customer, subscription, currency }: { customer: string; subscription: string | null; currency: string },
): Stripe.InvoiceItem[] {
  const pending = tx
    .list('invoiceitem', { customer, invoice: null })
    .filter((item) => item.currency === currency)
    .filter((item) => {
      const owner = item.parent?.subscription_details?.subscription ?? null;
      return owner === null || owner === subscription;
    });
  return inReadingOrder(pending);
}

export function pendingLines(
  tx: Tx,
  options: { customer: string; subscription: string | null; currency: string },
): DraftLine[] {
  return pendingInvoiceItems(tx, options).map((item) => invoiceItemLine(tx, item));
}
