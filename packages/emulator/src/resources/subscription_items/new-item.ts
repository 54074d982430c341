import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { Period } from '../../billing-cycle/periods.ts';
import { legacyPlan } from './legacy-plan.ts';

/** The rates that a request names, as objects; null when it leaves them out or clears them. */
export function taxRatesOf(
  tx: Tx,
  { ids, param }: { ids: readonly string[] | '' | null | undefined; param: string },
): Stripe.TaxRate[] | null {
  if (!ids) return null;
  return ids.map((id) => tx.get('tax_rate', id, { param }));
}

/** A quantity is for licensed prices; usage decides what metered ones bill. */
export function checkedQuantity(
  price: Stripe.Price,
  { quantity, param }: { quantity: number | undefined; param: string },
): number | undefined {
  if (price.recurring?.usage_type !== 'metered') {
    if (quantity !== undefined && quantity < 0) {
      throw invalidRequest({
        code: 'parameter_invalid_integer',
        message: 'This value must be greater than or equal to 0.',
        param,
      });
    }
    return quantity ?? 1;
  }
  if (quantity !== undefined) {
    throw invalidRequest({
      message: `Quantity should not be specified for a price with usage_type=metered: ${price.id}`,
      param,
    });
  }
  return undefined;
}

/** What an item shows of its price: the price itself, and the older plan. */
export function shownPrice(tx: Tx, price: Stripe.Price): Pick<Stripe.SubscriptionItem, 'price' | 'plan'> {
  const shown = tx.render('price', price);
  return { price: shown, plan: legacyPlan(shown) };
}

export interface NewItem {
  subscription: string;
  price: Stripe.Price;
  quantity: number | undefined;
  metadata?: Stripe.Emptyable<Stripe.MetadataParam> | undefined;
  taxRates: Stripe.TaxRate[] | null;
  thresholds?: Stripe.SubscriptionItem['billing_thresholds'];
  discounts: string[];
  created: number;
  period: Period;
}

/** A new item of a subscription, not stored yet. */
export function newItem(tx: Tx, item: NewItem): Stripe.SubscriptionItem {
  return {
    id: tx.newId('si'),
    object: 'subscription_item',
    billing_thresholds: item.thresholds ?? null,
    created: item.created,
    current_period_end: item.period.end,
    current_period_start: item.period.start,
    current_trial: null,
    discounts: item.discounts,
    metadata: mergedMetadata(null, item.metadata),
    ...shownPrice(tx, item.price),
    ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
    subscription: item.subscription,
    tax_rates: item.taxRates ?? [],
  };
}
