import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { newInvoiceItem } from '../resources/invoiceitems/new-invoice-item.ts';
import { unbilledUsage } from './end-at-period-end.ts';

/** Makes what was used until now, and not billed yet, wait as invoice items: for a pause, or an item that goes. */
export function billUsage(
  tx: Tx,
  {
    subscription,
    items = subscription.items.data,
  }: { subscription: Stripe.Subscription; items?: Stripe.SubscriptionItem[] },
): void {
  const used = { ...subscription, items: { ...subscription.items, data: items } };
  for (const line of unbilledUsage(tx, used)) {
    newInvoiceItem(tx, {
      customer: idOf(subscription.customer),
      amount: line.amount,
      currency: subscription.currency,
      description: line.description,
      discountable: true,
      discounts: line.discounts,
      metadata: {},
      period: line.period,
      price: line.price && line.product ? { id: line.price, product: line.product } : null,
      unitAmount: line.unitAmount ?? '0',
      quantity: line.quantity,
      taxRates: line.taxRates?.map((id) => tx.get('tax_rate', id)) ?? null,
      subscription: { id: subscription.id, item: null },
      proration: null,
      invoice: null,
    });
  }
}
