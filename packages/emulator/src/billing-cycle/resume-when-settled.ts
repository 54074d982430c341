// A subscription that was paused because a payment failed goes on when that invoice is settled, if the account is set so.
import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { itemList, keepItems } from '../resources/subscriptions/keep-items.ts';
import { accountSettings } from './account-settings.ts';
import { discountsOf } from './amount-invoice.ts';
import { applyProrations, makeUpdateInvoice } from './apply-update.ts';
import { subscriptionDiscounts } from './discount-ends.ts';
import { subscriptionFacts } from './facts.ts';
import { firstLines } from './first-lines.ts';
import { measureFrom } from './measured-usage.ts';
import { periodAround, type Anchor } from './periods.ts';
import { planProrations } from './plan-prorations.ts';
import { anchorOf } from './renew-subscription.ts';
import { activate } from './resumption.ts';

type Item = Stripe.SubscriptionItem;

function resumedItems(subscription: Stripe.Subscription, { anchor, at }: { anchor: Anchor; at: number }): Item[] {
  return subscription.items.data.map((item) => {
    if (!item.price.recurring) return item;
    const period = periodAround(anchor, item.price.recurring, at);
    return { ...item, current_period_start: period.start, current_period_end: period.end };
  });
}

interface Going {
  subscription: Stripe.Subscription;
  items: Item[];
  at: number;
}

/** What is left of the running period is owed, except where the settled invoice had billed it already. */
function debitRest(tx: Tx, { subscription, items, at }: Going): void {
  const { debits } = subscriptionFacts(tx, subscription.id);
  const owed = items.filter((item) => {
    const known = debits[item.id] ?? [];
    return !known.some(({ period }) => period.start <= at && period.end >= item.current_period_end);
  });
  const discounts = discountsOf(tx, subscriptionDiscounts(tx, { subscription, at }));
  const changes = owed.map((after) => ({ before: null, after }));
  const plan = planProrations(tx, {
    subscription,
    changes,
    items,
    at,
    resets: false,
    debitsNewPeriod: true,
    discounts,
  });
  applyProrations(tx, { subscription, plan });
}

/** A new period begins, billed by a draft like a renewal's; what was billed of the old one is given back. */
function billAnew(tx: Tx, { subscription, items, at }: Going): void {
  const discounts = discountsOf(tx, subscriptionDiscounts(tx, { subscription, at }));
  const changes = subscription.items.data.map((before, index) => ({ before, after: items[index] ?? null }));
  const plan = planProrations(tx, {
    subscription,
    changes,
    items,
    at,
    resets: true,
    debitsNewPeriod: false,
    discounts,
  });
  applyProrations(tx, { subscription, plan });
  const periodLines = firstLines(tx, { subscription, items, anchor: { at }, isTrial: false, prorates: true });
  if (periodLines.length === 0) return;
  const finalizesAt = at + accountSettings(tx).draftSeconds;
  const draft = makeUpdateInvoice(tx, { subscription, plan: { periodLines, at }, finalizesAt });
  tx.update('subscription', subscription.id, { latest_invoice: draft.id });
}

/** @see https://docs.stripe.com/billing/revenue-recovery/smart-retries/pause-on-payment-failure */
export function resumeWhenSettled(tx: Tx, { id }: { id: string }): void {
  const subscription = tx.get('subscription', id);
  const reason = subscription.status_details?.paused?.subscription?.type;
  const failed = reason === 'first_payment_failure' || reason === 'final_payment_failure';
  const { resumesWhenSettled, anchorAfterPause } = accountSettings(tx);
  if (subscription.status !== 'paused' || !failed || !resumesWhenSettled) return;
  const at = tx.now(subscription);
  const isNew = anchorAfterPause === 'now';
  const anchor = isNew ? { at } : anchorOf(tx, subscription);
  const items = resumedItems(subscription, { anchor, at });
  if (isNew) billAnew(tx, { subscription, items, at });
  else debitRest(tx, { subscription, items, at });
  keepItems(tx, { subscription: id, items });
  measureFrom(tx, { subscription, at });
  if (isNew) tx.update('_subscription', id, { anchorDay: null });
  tx.update('subscription', id, { billing_cycle_anchor: anchor.at, items: itemList(id, items) });
  activate(tx, { subscription, status: 'active' });
}
