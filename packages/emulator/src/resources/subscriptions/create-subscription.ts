import type Stripe from 'stripe';
import { cutItems } from '../../billing-cycle/cut-periods.ts';
import { scheduleNotices } from '../../billing-cycle/notices.ts';
import { exclusiveParams, invalidRequest, missing, missingParam } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newSetupIntent } from '../setup_intents/new-setup-intent.ts';
import { addInvoiceItems } from './add-invoice-items.ts';
import { cancelAtOf } from './cancel-at.ts';
import { draftSubscription, type CreateParams, type SubscriptionDraft } from './draft-subscription.ts';
import { refuseConnect } from './refuse-connect.ts';
import { refuseUnserved } from './refuse-unserved.ts';
import { shortenedTrial } from './trial.ts';
import { linesAtStart, startSubscription, type FirstPayment } from './start-subscription.ts';
import { takeDiscounts } from './take-discounts.ts';

/** Stripe's limit of subscriptions for one customer that are not over. */
const MOST_SUBSCRIPTIONS = 500;
const MOST_ON_TEST_CLOCK = 3;

/** Subscriptions that a schedule is still to begin count as well. */
export function checkSubscriptionCount(tx: Tx, customer: string): void {
  const live = tx.list('subscription', { customer }).filter(({ ended_at: ended }) => ended === null);
  const scheduled = tx.list('subscription_schedule', { customer, status: 'not_started' });
  const count = live.length + scheduled.length;
  if (tx.get('customer', customer).test_clock && count >= MOST_ON_TEST_CLOCK) {
    throw invalidRequest({
      message: `You have reached the maximum number of subscriptions (${MOST_ON_TEST_CLOCK}) for a customer on a test clock.`,
      param: 'customer',
    });
  }
  if (count < MOST_SUBSCRIPTIONS) return;
  throw invalidRequest({
    code: 'customer_max_subscriptions',
    message: `Customer ${customer} already has the maximum ${MOST_SUBSCRIPTIONS} current subscriptions.`,
  });
}

/** Redeems the discounts of the subscription and of its items. */
export function withTakenDiscounts(
  tx: Tx,
  { draft, params }: { draft: SubscriptionDraft; params: CreateParams },
): SubscriptionDraft {
  const { subscription } = draft;
  const customer = typeof subscription.customer === 'string' ? subscription.customer : subscription.customer.id;
  const start = params.backdate_start_date === undefined ? {} : { start: params.backdate_start_date };
  const discounts = takeDiscounts(tx, params.discounts || [], {
    customer,
    param: 'discounts',
    owner: { customer, subscription: subscription.id, ...start },
  });
  const items = draft.items.map((item, index) => ({
    ...item,
    discounts: takeDiscounts(tx, params.items?.[index]?.discounts || [], {
      customer,
      param: `items[${index}][discounts]`,
      owner: { customer, subscription: subscription.id, subscription_item: item.id, ...start },
    }),
  }));
  return { ...draft, subscription: { ...subscription, discounts }, items };
}

/** An end that is planned from the start. */
function withEnd({
  draft,
  params,
  at,
}: {
  draft: SubscriptionDraft;
  params: CreateParams;
  at: number;
}): SubscriptionDraft {
  const ends = draft.items.map((item) => item.current_period_end);
  if (params.cancel_at_period_end) {
    if (params.cancel_at !== undefined) {
      throw exclusiveParams('cancel_at', 'cancel_at_period_end');
    }
    const fields = { cancel_at_period_end: true, cancel_at: Math.min(...ends), canceled_at: at };
    return { ...draft, subscription: { ...draft.subscription, ...fields } };
  }
  if (params.cancel_at === undefined) return draft;
  const cancelAt = cancelAtOf(params.cancel_at, { ends, at });
  return { ...draft, subscription: { ...draft.subscription, cancel_at: cancelAt, canceled_at: at } };
}

/** A trial that is to be set up for payment with the customer there gets a setup intent to do it with. */
function withSetupIntent(tx: Tx, subscription: Stripe.Subscription, params: CreateParams): Stripe.Subscription {
  const wantsSetup =
    params.payment_behavior === 'default_incomplete' &&
    subscription.status !== 'incomplete' &&
    subscription.collection_method === 'charge_automatically' &&
    subscription.default_payment_method === null;
  if (!wantsSetup) return subscription;
  const asked = subscription.payment_settings?.payment_method_options?.card?.request_three_d_secure;
  const intent = newSetupIntent(tx, {
    customer: subscription.customer,
    usage: 'off_session',
    ...(asked ? { payment_method_options: { card: { request_three_d_secure: asked } } } : {}),
  });
  return tx.update('subscription', subscription.id, { pending_setup_intent: intent.id });
}

/**
 * An end inside the first period cuts it short; a flag for the end of the period does not. Classic billing counts its periods back
 * from that end, and prorates the first one whatever `proration_behavior` says.
 *
 * @see https://docs.stripe.com/billing/subscriptions/billing-mode/compare#excluding-prorations-for-the-first-truncated-billing-period
 */
function cutDraft(draft: SubscriptionDraft, params: CreateParams): SubscriptionDraft {
  const { subscription, items } = draft;
  const { cancel_at: end, cancel_at_period_end: isFlagged } = subscription;
  if (end === null || isFlagged) return draft;
  if (subscription.status === 'trialing') {
    const { items: shown, fields } = shortenedTrial(subscription, { plan: { items, fields: {} }, end });
    return { ...draft, items: shown, subscription: { ...subscription, ...fields } };
  }
  const isClassic = subscription.billing_mode.type === 'classic';
  const isCut = items.some((item) => item.current_period_end > end);
  if (!isCut || (params.proration_behavior === 'none' && !isClassic)) return draft;
  const moved = isClassic ? { billing_cycle_anchor: end } : {};
  return {
    anchor: isClassic ? { at: end } : draft.anchor,
    subscription: { ...subscription, ...moved },
    items: cutItems(items, end),
  };
}

/** How a subscription is begun, when it is not by its own creation. */
interface Beginning {
  payment: FirstPayment;
  /** Fields that no parameter can say: the schedule that manages it. */
  fields?: Partial<Stripe.Subscription>;
  /** A start in the past that the periods are counted from. */
  anchoredAt?: number | undefined;
}

/** Makes a subscription from the parameters of a creation, and bills it for the first time. */
export function makeSubscription(
  tx: Tx,
  { customer, params, payment, fields, anchoredAt }: { customer: Stripe.Customer; params: CreateParams } & Beginning,
): Stripe.Subscription {
  const at = tx.now(customer);
  const plain = draftSubscription(tx, { id: tx.newId('sub'), customer, params, at, anchoredAt });
  const ended = withEnd({ draft: withTakenDiscounts(tx, { draft: plain, params }), params, at });
  const draft = cutDraft({ ...ended, subscription: { ...ended.subscription, ...fields } }, params);
  const { id, currency } = draft.subscription;
  const added = addInvoiceItems(tx, {
    items: params.add_invoice_items ?? [],
    to: {
      customer: customer.id,
      subscription: id,
      currency,
      period: { start: at, end: at },
      spans: { items: draft.items },
    },
  });
  const lines = [...added, ...linesAtStart(tx, draft, params)];
  return startSubscription(tx, { draft, customer, lines, payment });
}

function refuseRepeatedPrice(items: readonly { price?: string; plan?: string }[]): void {
  const seen = new Set<string>();
  for (const { price, plan } of items) {
    const id = price ?? plan;
    if (id === undefined) continue;
    if (seen.has(id)) {
      const message = `Cannot create a Subscription with multiple Subscription Items with the same Price: ${id}`;
      throw invalidRequest({ message, param: 'plan' });
    }
    seen.add(id);
  }
}

/** @see https://docs.stripe.com/api/subscriptions/create */
export const createSubscription: Handler<'POST /v1/subscriptions'> = (tx, { params }) => {
  refuseConnect(params);
  refuseUnserved(params);
  if (params.customer === undefined) throw missingParam('customer');
  const customer = tx.find('customer', params.customer);
  // Stripe answers 404 here, as if the address had named the customer.
  if (!customer) throw missing('customer', params.customer, 'customer', 404);
  if (!params.items?.length) throw missingParam('items');
  if (params.payment_behavior === 'pending_if_incomplete') {
    throw invalidRequest({
      message: 'Setting `payment_behavior` to `pending_if_incomplete` has no effect when creating a subscription.',
      param: 'payment_behavior',
    });
  }
  refuseRepeatedPrice(params.items);
  checkSubscriptionCount(tx, customer.id);
  const payment: FirstPayment = {
    behavior: params.payment_behavior ?? 'allow_incomplete',
    isOffSession: params.off_session ?? false,
  };
  const started = makeSubscription(tx, { customer, params, payment });
  return scheduleNotices(tx, withSetupIntent(tx, started, params));
};
