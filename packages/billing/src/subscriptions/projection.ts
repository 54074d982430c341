import { isDeepStrictEqual } from 'node:util';
import { SubscriptionStatus } from '@purser/contract';
import type { Stripe } from 'stripe';
import { tierOfPrice } from '../catalog/index.ts';
import { lockCustomer, userOfCustomer } from '../customers/index.ts';
import { paymentMethod, refreshPaymentMethod } from '../payment-methods/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { money } from '../kernel/money.ts';
import { idOf } from '../kernel/reference.ts';
import { refresh } from '../kernel/refresh.ts';
import { isMissingAtStripe } from '../kernel/stripe-client.ts';
import { fromOptionalStripeTime, fromStripeTime } from '../kernel/time.ts';
import type { Tx } from '../kernel/transact.ts';
import { storeSubscription, subscription, type SubscriptionRow } from './table.ts';

/**
 * Looks at a subscription at Stripe and stores what was seen; the one road into `subscriptions`.
 *
 * @returns The row as it now is; null when the subscription is not ours.
 */
export async function refreshSubscription(billing: Billing, id: string): Promise<SubscriptionRow | null> {
  const look = await refresh(billing, { objectId: id, look: () => lookAt(billing, id), store: storeSeen });
  const row = look.superseded ? ((await subscription(billing.db, id)) ?? null) : look.stored;
  // Its card is shown beside it; the card's own event may come later, or before the customer was known here.
  const cardId = row?.defaultPaymentMethodId ?? null;
  if (cardId !== null && (await paymentMethod(billing.db, cardId)) === undefined)
    await refreshPaymentMethod(billing, cardId);
  return row;
}

/** All subscriptions of a customer as Stripe has them now, for an operation that must not rest on an old mirror. */
export async function refreshSubscriptionsOfCustomer(billing: Billing, customerId: string): Promise<void> {
  // `all`, and every page: a list of active ones hides those that are trialing, past due or unpaid.
  for await (const { id, status } of billing.stripe.subscriptions.list({
    customer: customerId,
    status: 'all',
    limit: 100,
  })) {
    const known = await subscription(billing.db, id);
    if (known?.status !== status) await refreshSubscription(billing, id);
  }
}

async function lookAt(billing: Billing, id: string): Promise<SubscriptionRow | null> {
  const seen = await readSubscription(billing, id);
  if (seen === null || seen.livemode !== billing.settings.stripe.livemode) return null;
  const customerId = idOf(seen.customer);
  const userId = customerId === null ? null : await userOfCustomer(billing, customerId);
  if (customerId === null || userId === null) return null;
  const { item, tier, billingPeriod } = await planItem(billing, seen);
  return {
    id,
    userId,
    customerId,
    // A status that Stripe adds one day is not guessed at: the event is parked, and somebody looks.
    status: SubscriptionStatus.parse(seen.status),
    tier,
    billingPeriod,
    priceId: item.price.id,
    price: money(item.price.unit_amount ?? 0, item.price.currency),
    quantity: item.quantity ?? 1,
    currentPeriodStart: fromStripeTime(item.current_period_start),
    currentPeriodEnd: fromStripeTime(item.current_period_end),
    cancelAtPeriodEnd: seen.cancel_at_period_end,
    cancelAt: fromOptionalStripeTime(seen.cancel_at),
    canceledAt: fromOptionalStripeTime(seen.canceled_at),
    endedAt: fromOptionalStripeTime(seen.ended_at),
    cancellationReason: seen.cancellation_details?.reason ?? null,
    trialEnd: fromOptionalStripeTime(seen.trial_end),
    pastDueSince: seen.status === 'past_due' ? await firstUnpaidFailure(billing, id) : null,
    latestInvoiceId: idOf(seen.latest_invoice),
    defaultPaymentMethodId: idOf(seen.default_payment_method),
    createdAt: fromStripeTime(seen.created),
  };
}

async function readSubscription(billing: Billing, id: string): Promise<Stripe.Subscription | null> {
  try {
    return await billing.stripe.subscriptions.retrieve(id);
  } catch (error) {
    // One that we know cannot vanish: then we ask the wrong account, and that must be seen.
    if (isMissingAtStripe(error) && (await subscription(billing.db, id)) === undefined) return null;
    throw error;
  }
}

/** The item whose price is one of the catalog's plans; add-ons stand beside it. Periods live on items. */
async function planItem(billing: Billing, { id, items }: Stripe.Subscription) {
  for (const item of items.data) {
    const plan = await tierOfPrice(billing, item.price.id);
    if (plan !== null) return { item, tier: plan.tier, billingPeriod: plan.billingPeriod };
  }
  const item = items.data[0];
  if (item === undefined) throw new Error(`Subscription ${id} has no items.`);
  return { item, tier: null, billingPeriod: null };
}

/**
 * When the oldest invoice that is still unpaid was first charged: Stripe tries at once when it finalizes. Read from
 * Stripe and not counted from when we heard of it, so that every order of events gives the same grace.
 */
async function firstUnpaidFailure(billing: Billing, subscriptionId: string): Promise<Date | null> {
  let first: number | null = null;
  const open = billing.stripe.invoices.list({ subscription: subscriptionId, status: 'open', limit: 100 });
  for await (const { status_transitions, created } of open) {
    const finalized = status_transitions.finalized_at ?? created;
    if (first === null || finalized < first) first = finalized;
  }
  return fromOptionalStripeTime(first);
}

async function storeSeen(tx: Tx, seen: SubscriptionRow | null): Promise<SubscriptionRow | null> {
  if (seen === null) return null;
  await lockCustomer(tx.db, seen.userId);
  const before = await subscription(tx.db, seen.id);
  if (isDeepStrictEqual(before, seen)) return seen;
  await storeSubscription(tx.db, seen);
  tx.changed('subscription.changed', { before, after: seen });
  return seen;
}
