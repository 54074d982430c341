// What a Checkout Session sells and ships, as Stripe.js shows it.
import type { StripeCheckoutSession } from '@stripe/stripe-js';
import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { formatAmount } from '../../money/currencies.ts';
import { lineItemsOf } from '../checkout/line-items.ts';

type Session = Stripe.Checkout.Session;
type Sdk = StripeCheckoutSession;
type Estimate = NonNullable<NonNullable<Sdk['shippingOptions'][number]['deliveryEstimate']>['minimum']>;

/** An amount in minor units, and as people read it. */
export function amountOf(minorUnitsAmount: number, currency: string): Sdk['total']['total'] {
  return { minorUnitsAmount, amount: formatAmount(minorUnitsAmount, currency) };
}

export function sdkLineItems(tx: Tx, session: Session): Sdk['lineItems'] {
  return lineItemsOf(tx, session).map((item) => sdkLineItem(tx, item));
}

function sdkLineItem(tx: Tx, item: Stripe.LineItem): Sdk['lineItems'][number] {
  const { currency, price } = item;
  const exclusive = item.amount_total - item.amount_subtotal + item.amount_discount;
  const recurring = price?.recurring;
  return {
    ...productOf(tx, price),
    adjustableQuantity: rangeOf(item.adjustable_quantity),
    discount: amountOf(item.amount_discount, currency),
    discountAmounts: null,
    id: item.id,
    isRemovable: false,
    name: item.description ?? '',
    priceId: price?.id ?? '',
    pricing: null,
    quantity: item.quantity ?? 1,
    recurring: recurring ? { ...rhythmOf(recurring), usageType: recurring.usage_type as 'licensed' } : null,
    subtotal: amountOf(item.amount_subtotal, currency),
    taxAmounts: null,
    taxExclusive: amountOf(exclusive, currency),
    taxInclusive: amountOf(item.amount_tax - exclusive, currency),
    total: amountOf(item.amount_total, currency),
    transformQuantity: null,
    unitAmount: amountOf(price?.unit_amount ?? 0, currency),
    unitAmountDecimal: null,
  };
}

function productOf(tx: Tx, price: Stripe.Price | null) {
  const product = tx.find('product', idOf(price?.product));
  return {
    description: product?.description ?? null,
    images: product?.images ?? [],
    unitLabel: product?.unit_label ?? null,
  };
}

function rangeOf(range: Stripe.LineItem.AdjustableQuantity | null): Sdk['lineItems'][number]['adjustableQuantity'] {
  return range?.enabled ? { minimum: range.minimum ?? 0, maximum: range.maximum ?? 99 } : null;
}

function rhythmOf({ interval, interval_count: intervalCount }: Stripe.Price.Recurring) {
  return { interval: interval as 'day' | 'month' | 'week' | 'year', intervalCount };
}

export function sdkShippingOptions(tx: Tx, session: Session): Sdk['shippingOptions'] {
  const currency = session.currency ?? 'usd';
  return session.shipping_options.map(({ shipping_amount: amount, shipping_rate: reference }) => {
    const { id, display_name: displayName, delivery_estimate: estimate } = tx.get('shipping_rate', reference);
    const deliveryEstimate = estimate && {
      maximum: estimate.maximum as Estimate | null,
      minimum: estimate.minimum as Estimate | null,
    };
    return { ...amountOf(amount, currency), currency, deliveryEstimate, displayName, id };
  });
}
