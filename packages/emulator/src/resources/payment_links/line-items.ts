import type Stripe from 'stripe';
import { productName } from '../../billing-cycle/describe-line.ts';
import type { Tx } from '../../kernel/tx.ts';
import { priceAmount } from '../../money/price-amount.ts';
import { customAmount } from '../checkout/custom-amount.ts';

/** What a link sells, before anybody's discount, tax or address. */
export function linkLineItems(tx: Tx, link: Stripe.PaymentLink): Stripe.LineItem[] {
  const { items, currency } = tx.get('_payment_link', link.id);
  return items.map((item) => {
    const price = tx.get('price', item.price);
    const amount = customAmount(price, { item, currency }) ?? priceAmount(price, item.quantity ?? 1, { currency });
    return {
      id: item.id,
      object: 'item',
      adjustable_quantity: item.adjustable,
      amount_discount: 0,
      amount_subtotal: amount,
      amount_tax: 0,
      amount_total: amount,
      currency,
      description: productName(tx, price),
      metadata: item.metadata,
      price: tx.render('price', price),
      quantity: item.quantity ?? null,
    };
  });
}
