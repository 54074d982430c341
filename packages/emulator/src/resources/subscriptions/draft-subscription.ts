// From the parameters of a creation to the subscription that it would be, without storing anything: the creation, a preview
// and Checkout's summary all begin here.
import type Stripe from 'stripe';
import { anchorConfig, anchorForInterval } from '../../billing-cycle/anchor-config.ts';
import { pendingInterval } from '../../billing-cycle/pending-interval.ts';
import { oneInterval, periodAround, type Anchor, type Period } from '../../billing-cycle/periods.ts';
import { exclusiveParams, invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Tx } from '../../kernel/tx.ts';
import { recurringPrice } from '../subscription_items/item-price.ts';
import { checkedQuantity, newItem, taxRatesOf } from '../subscription_items/new-item.ts';
import { blankSubscription } from './blank-subscription.ts';
import { checkTogether, shortestInterval } from './items-together.ts';
import { itemList } from './keep-items.ts';
import { itemThresholds } from './thresholds.ts';
import { trialOf } from './trial.ts';

export type CreateParams = Stripe.SubscriptionCreateParams;

export interface SubscriptionDraft {
  subscription: Stripe.Subscription;
  items: Stripe.SubscriptionItem[];
  anchor: Anchor;
}

type PricedItem = {
  param: NonNullable<CreateParams['items']>[number];
  price: Stripe.Price;
  quantity: number | undefined;
};

/** Stripe's limit for one subscription. */
const MOST_ITEMS = 20;

export function checkItemCount(items: readonly unknown[]): void {
  if (items.length <= MOST_ITEMS) return;
  throw invalidRequest({ message: `A subscription can have at most ${MOST_ITEMS} items.`, param: 'items' });
}

function pricedItems(tx: Tx, params: CreateParams, isAgreed: boolean): PricedItem[] {
  const items = params.items ?? [];
  checkItemCount(items);
  return items.map((param, index) => {
    const price =
      isAgreed && param.price !== undefined
        ? tx.get('price', param.price)
        : recurringPrice(tx, { choice: param, param: `items[${index}]` });
    return {
      param,
      price,
      quantity: checkedQuantity(price, { quantity: param.quantity, param: `items[${index}][quantity]` }),
    };
  });
}

function checkCustomerCurrency(customer: Stripe.Customer, currency: string): void {
  if (customer.currency && customer.currency !== currency) {
    throw invalidRequest({
      message: `You cannot combine currencies on a single customer. This customer has had a subscription, coupon, or invoice item with currency ${customer.currency}`,
    });
  }
}

function anchorOf(
  params: CreateParams,
  options: { at: number; start: number; trialEnd: number | null; prices: readonly Stripe.Price[] },
): Anchor {
  const { at, start, trialEnd, prices } = options;
  if (params.billing_cycle_anchor !== undefined && params.billing_cycle_anchor_config !== undefined) {
    throw exclusiveParams('billing_cycle_anchor', 'billing_cycle_anchor_config');
  }
  const config = params.billing_cycle_anchor_config;
  if (config) {
    const every = shortestInterval(prices);
    return { at: anchorForInterval(config, trialEnd ?? at, every), dayOfMonth: config.day_of_month };
  }
  const given = params.billing_cycle_anchor;
  if (given !== undefined && given < at) {
    throw invalidRequest({
      message: 'Invalid timestamp: must be an integer Unix timestamp in the future.',
      param: 'billing_cycle_anchor',
    });
  }
  const keepsAnchor = params.trial_settings?.end_behavior.billing_cycle_anchor === 'unchanged';
  return { at: given ?? (keepsAnchor ? at : (trialEnd ?? start)) };
}

/** An anchor that is given as a moment may not skip a billing date. */
function checkAnchor(anchor: Anchor, { price, from }: { price: Stripe.Price; from: number }): void {
  const natural = price.recurring ? oneInterval(from, price.recurring) : from;
  if (anchor.at <= natural || anchor.dayOfMonth !== undefined) return;
  throw invalidRequest({
    message: `billing_cycle_anchor cannot be later than next natural billing date (${natural}) for plan`,
    param: 'billing_cycle_anchor',
  });
}

function firstPeriod(
  anchor: Anchor,
  { price, at, start, trialEnd }: { price: Stripe.Price; at: number; start: number; trialEnd: number | null },
): Period {
  if (price.recurring && trialEnd === null && anchor.at < at) return periodAround(anchor, price.recurring, at);
  checkAnchor(anchor, { price, from: trialEnd ?? at });
  if (trialEnd !== null) return { start: at, end: trialEnd };
  const every = price.recurring;
  if (!every) throw new TypeError(`Not recurring: ${price.id}`);
  const { start: natural, end } = periodAround(anchor, every, at);
  return { start: start < at ? Math.max(natural, start) : at, end };
}

/** Ten years back is more than anybody was a customer without being billed. */
const LONGEST_BACKDATE = 3653 * 86_400;

/** Flexible billing counts periods from a backdated start, as if it had been billed since. */
function countedFrom(params: CreateParams, { at, isFlexible }: { at: number; isFlexible: boolean }): number {
  const start = params.backdate_start_date;
  if (start !== undefined && (start > at || start < at - LONGEST_BACKDATE)) {
    throw invalidRequest({
      message: 'The backdate_start_date must be in the past, and at most ten years ago.',
      param: 'backdate_start_date',
    });
  }
  return isFlexible ? (start ?? at) : at;
}

/**
 * The subscription as these parameters would make it at `at`; its status is the one without a payment.
 *
 * @param anchoredAt A start in the past that the periods are counted from (a schedule's).
 * @param isAgreed Whether the prices were checked and agreed on before: they hold though they are archived since, as those are
 *   that a Checkout session made of `price_data`.
 * @throws StripeError for every parameter that does not fit.
 */
export function draftSubscription(
  tx: Tx,
  {
    id,
    customer,
    params,
    at,
    anchoredAt,
    isAgreed = false,
  }: {
    id: string;
    customer: Stripe.Customer;
    params: CreateParams;
    at: number;
    anchoredAt?: number | undefined;
    isAgreed?: boolean;
  },
): SubscriptionDraft {
  const priced = pricedItems(tx, params, isAgreed);
  const isFlexible = (params.billing_mode?.type ?? 'flexible') === 'flexible';
  const currency = params.currency ?? priced[0]?.price.currency ?? customer.currency ?? 'usd';
  const prices = priced.map(({ price }) => price);
  checkTogether(prices, { isFlexible, currency });
  checkCustomerCurrency(customer, currency);
  const start = countedFrom(params, { at, isFlexible });
  const trialEnd = trialOf(params, { prices, at });
  const anchor =
    anchoredAt === undefined ? anchorOf(params, { at, start, trialEnd, prices }) : { at: trialEnd ?? anchoredAt };
  const items = priced.map(({ param, price, quantity }, index) =>
    newItem(tx, {
      subscription: id,
      price,
      quantity,
      metadata: param.metadata,
      taxRates: taxRatesOf(tx, { ids: param.tax_rates, param: `items[${index}][tax_rates]` }),
      thresholds: itemThresholds(null, { given: param.billing_thresholds, price, param: `items[${index}]` }),
      discounts: [],
      created: at,
      period: firstPeriod(anchor, { price, at, start, trialEnd }),
    }),
  );
  const subscription: Stripe.Subscription = {
    ...blankSubscription(tx, { id, customer: customer.id, params, at, currency }),
    billing_cycle_anchor: anchor.at,
    billing_cycle_anchor_config: params.billing_cycle_anchor_config
      ? anchorConfig(params.billing_cycle_anchor_config)
      : null,
    ...(params.pending_invoice_item_interval
      ? pendingInterval(params.pending_invoice_item_interval, { anchor: anchor.at, at })
      : {}),
    items: itemList(id, items),
    metadata: mergedMetadata(null, params.metadata),
    start_date: params.backdate_start_date ?? at,
    status: trialEnd === null ? 'active' : 'trialing',
    test_clock: idOf(customer.test_clock),
    trial_end: trialEnd,
    trial_start: trialEnd === null ? null : at,
  };
  return { subscription, items, anchor };
}
