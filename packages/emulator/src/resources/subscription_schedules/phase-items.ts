// What a phase bills: its items, what it adds once, and its discounts.
import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Tx } from '../../kernel/tx.ts';
import { oneTimePrice, recurringPrice } from '../subscription_items/item-price.ts';
import { checkedQuantity, taxRatesOf } from '../subscription_items/new-item.ts';
import { previewDiscounts } from '../subscriptions/take-discounts.ts';
import { itemThresholds } from '../subscriptions/thresholds.ts';

type Phase = Stripe.SubscriptionSchedule.Phase;
type GivenPhase = Stripe.SubscriptionScheduleUpdateParams.Phase;

/** Where a phase's parameters stand, and for whom it is. */
export interface PhaseContext {
  customer: string;
  /** `phases[0]`. */
  within: string;
}

/** Discounts as a phase keeps them: redeemed when it begins. */
export function phaseDiscounts(
  tx: Tx,
  { given, customer, param }: { given: GivenPhase['discounts']; customer: string; param: string },
): Phase['discounts'] {
  const choices = given || [];
  previewDiscounts(tx, choices, { customer, param });
  return choices.map((each) => ({
    coupon: each.coupon ?? null,
    discount: each.discount ?? null,
    promotion_code: each.promotion_code ?? null,
  }));
}

function checkCount(items: readonly unknown[], { most, param }: { most: number; param: string }): void {
  if (items.length <= most) return;
  throw invalidRequest({ message: `At most ${most} items can be given.`, param });
}

export function phaseItems(tx: Tx, param: GivenPhase, { customer, within }: PhaseContext): Phase['items'] {
  if (param.items.length === 0) throw missingParam(`${within}[items]`);
  checkCount(param.items, { most: 20, param: `${within}[items]` });
  return param.items.map((item, index) => {
    const at = `${within}[items][${index}]`;
    const price = recurringPrice(tx, { choice: item, param: at });
    const quantity = checkedQuantity(price, { quantity: item.quantity, param: `${at}[quantity]` });
    return {
      billing_thresholds: itemThresholds(null, { given: item.billing_thresholds, price, param: at }),
      discounts: phaseDiscounts(tx, { given: item.discounts, customer, param: `${at}[discounts]` }),
      metadata: { ...item.metadata } as Stripe.Metadata,
      plan: price.id,
      price: price.id,
      ...(quantity === undefined ? {} : { quantity }),
      tax_rates: taxRatesOf(tx, { ids: item.tax_rates, param: `${at}[tax_rates]` }) ?? [],
    };
  });
}

/** What is billed once in a phase, checked now and made when it begins. */
export function phaseAddedItems(
  tx: Tx,
  param: GivenPhase,
  { customer, within }: PhaseContext,
): Phase['add_invoice_items'] {
  const items = param.add_invoice_items ?? [];
  checkCount(items, { most: 20, param: `${within}[add_invoice_items]` });
  return items.map((item, index) => {
    const at = `${within}[add_invoice_items][${index}]`;
    return {
      discountable: item.discountable ?? true,
      discounts: phaseDiscounts(tx, { given: item.discounts, customer, param: `${at}[discounts]` }),
      metadata: mergedMetadata(null, item.metadata),
      period: item.period ?? { end: { type: 'min_item_period_end' }, start: { type: 'max_item_period_start' } },
      price: oneTimePrice(tx, { choice: item, param: at, mayCredit: true }).id,
      quantity: item.quantity ?? 1,
      tax_rates: taxRatesOf(tx, { ids: item.tax_rates, param: `${at}[tax_rates]` }) ?? [],
    };
  });
}
