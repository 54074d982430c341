// Does what an update planned.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { newInvoiceItem } from '../resources/invoiceitems/new-invoice-item.ts';
import { itemList, keepItems } from '../resources/subscriptions/keep-items.ts';
import type { DraftLine } from './draft-line.ts';
import { noteMeasured } from './measured-usage.ts';
import { pendingLines } from './pending-items.ts';
import type { PlannedProration } from './planned-change.ts';
import type { UpdatePlan } from './planned-change.ts';
import { storeInvoice } from './store-invoice.ts';
import { composeSubscriptionInvoice, customerOf } from './subscription-invoice.ts';

function makeProration(
  tx: Tx,
  { subscription, planned }: { subscription: Stripe.Subscription; planned: PlannedProration },
): Stripe.InvoiceItem {
  return newInvoiceItem(tx, {
    customer: idOf(subscription.customer),
    amount: planned.amount,
    currency: subscription.currency,
    description: planned.description,
    discountable: false,
    discounts: [],
    metadata: {},
    period: planned.period,
    price: { id: planned.price, product: planned.product },
    unitAmount: planned.unitAmount,
    quantity: planned.quantity,
    taxRates: planned.taxRates,
    subscription: { id: subscription.id, item: planned.item },
    proration: { credited: planned.credited, discountAmounts: planned.discountAmounts },
    invoice: null,
  });
}

/** Makes the pending invoice items of a plan, and puts its debits on record. */
export function applyProrations(
  tx: Tx,
  { subscription, plan }: { subscription: Stripe.Subscription; plan: Pick<UpdatePlan, 'prorations' | 'debits'> },
): void {
  const debits = { ...plan.debits };
  for (const planned of plan.prorations) {
    const item = makeProration(tx, { subscription, planned });
    const { discountAmounts: off, period, price, quantity } = planned;
    const amount = off.reduce((left, share) => left - share.amount, planned.amount);
    if (planned.kind !== 'debit' || amount === 0) continue;
    const debit = { amount, off, period, price, quantity, billed: null, invoiceItem: item.id };
    debits[planned.item] = [...(debits[planned.item] ?? []), debit];
  }
  tx.update('_subscription', subscription.id, { debits });
}

/** Puts a subscription's items and cycle where the plan wants them. No event: the caller sends one for all. */
export function applyPlan(
  tx: Tx,
  { subscription, plan }: { subscription: Stripe.Subscription; plan: UpdatePlan },
): Stripe.Subscription {
  const { id } = subscription;
  noteMeasured(tx, { subscription, items: plan.items, at: tx.now(subscription) });
  keepItems(tx, { subscription: id, items: plan.items });
  if (plan.fields.billing_cycle_anchor !== undefined) tx.update('_subscription', id, { anchorDay: null });
  return tx.update('subscription', id, { ...plan.fields, items: itemList(id, plan.items) });
}

function invoiceItemOf({ parent }: DraftLine): string | null {
  return parent.invoice_item_details?.invoice_item ?? parent.subscription_item_details?.invoice_item ?? null;
}

/**
 * The invoice of a change that is billed at once: everything pending, and the period that begins now.
 *
 * @param finalizesAt When time made the change, the invoice is a draft until then, like a renewal's.
 */
export function makeUpdateInvoice(
  tx: Tx,
  options: {
    subscription: Stripe.Subscription;
    plan: Pick<UpdatePlan, 'periodLines' | 'at'>;
    added?: DraftLine[];
    finalizesAt?: number | null;
    /** Invoice items that go on waiting. */
    leaves?: ReadonlySet<string>;
  },
): Stripe.Invoice {
  const { subscription, plan, added = [], finalizesAt = null, leaves = new Set<string>() } = options;
  const customer = customerOf(tx, subscription);
  const { id, currency } = subscription;
  const at = tx.now(subscription);
  const pending = pendingLines(tx, { customer: customer.id, subscription: id, currency });
  const known = new Set([...leaves, ...added.flatMap((line) => invoiceItemOf(line) ?? [])]);
  const composed = composeSubscriptionInvoice(tx, {
    subscription,
    customer,
    reason: 'subscription_update',
    lines: [...pending.filter((line) => !known.has(invoiceItemOf(line) ?? '')), ...added, ...plan.periodLines],
    at,
    period: { start: Math.min(at, ...subscription.items.data.map((item) => item.current_period_start)), end: at },
    ...(plan.at === at ? {} : { prorationDate: plan.at }),
    fields: { auto_advance: true, automatically_finalizes_at: finalizesAt },
  });
  return storeInvoice(tx, composed);
}
