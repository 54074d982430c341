// A subscription begins: it is stored, its first invoice is made and finalized in the same request, and paid as asked.
import type Stripe from 'stripe';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import { discountsOf } from '../../billing-cycle/amount-invoice.ts';
import { collectInvoice } from '../../billing-cycle/collect-invoice.ts';
import { subscriptionDiscounts } from '../../billing-cycle/discount-ends.ts';
import type { DraftLine } from '../../billing-cycle/draft-line.ts';
import { newSubscriptionFacts } from '../../billing-cycle/facts.ts';
import { finalizeInvoice } from '../../billing-cycle/finalize-invoice.ts';
import { billable, firstLines, newMeteredLines } from '../../billing-cycle/first-lines.ts';
import { backdatedLines } from '../../billing-cycle/backdated-lines.ts';
import { paidIntent } from '../../billing-cycle/invoice-payment.ts';
import { methodForInvoice } from '../../billing-cycle/method-for-invoice.ts';
import { pendingLines } from '../../billing-cycle/pending-items.ts';
import { scheduleNotices } from '../../billing-cycle/notices.ts';
import { storeInvoice } from '../../billing-cycle/store-invoice.ts';
import { followDebitedInvoice, followPaidInvoice } from '../../billing-cycle/subscription-status.ts';
import { composeSubscriptionInvoice } from '../../billing-cycle/subscription-invoice.ts';
import type { ComposedInvoice } from '../../billing-cycle/compose-invoice.ts';
import { invalidRequest, StripeError } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { followSubscription } from '../entitlements/follow-subscription.ts';
import type { CreateParams, SubscriptionDraft } from './draft-subscription.ts';
import { itemList, keepItems } from './keep-items.ts';

/** How the first invoice is paid: as the creation asks, or it was paid before (Checkout). */
export type FirstPayment =
  | { behavior: NonNullable<CreateParams['payment_behavior']>; isOffSession: boolean }
  | { paidWith: Stripe.PaymentIntent | null }
  /** Begun by a schedule: the first invoice is a draft for an hour, like a renewal's. */
  | { isDraft: true };

/** The lines of a first invoice, without what `add_invoice_items` adds. */
export function linesAtStart(tx: Tx, draft: SubscriptionDraft, params: CreateParams): DraftLine[] {
  const { subscription, items, anchor } = draft;
  const isTrial = subscription.trial_end !== null;
  const isCutShort = subscription.billing_mode.type === 'classic' && anchor.at === subscription.cancel_at;
  const prorates = params.proration_behavior !== 'none' || isCutShort;
  const first = { subscription, items, anchor, isTrial, prorates };
  return [...licensedAtStart(tx, first), ...newMeteredLines(tx, first)];
}

function licensedAtStart(
  tx: Tx,
  first: Parameters<typeof firstLines>[1] & Pick<SubscriptionDraft, 'subscription'>,
): DraftLine[] {
  const { subscription, isTrial } = first;
  const { start_date: from, created: at } = subscription;
  if (from >= at) return firstLines(tx, first);
  const past = { ...first, subscription: billable(subscription), from, at };
  if (!isTrial) return backdatedLines(tx, past);
  // The time before the trial is over when it begins.
  const before = first.items.map((item) => ({ ...item, current_period_end: at }));
  return [...backdatedLines(tx, { ...past, items: before }), ...firstLines(tx, first)];
}

function composeFirst(
  tx: Tx,
  {
    subscription,
    customer,
    lines,
    isDraft,
  }: { subscription: Stripe.Subscription; customer: Stripe.Customer; lines: DraftLine[]; isDraft: boolean },
): ComposedInvoice | null {
  if (lines.length === 0) return null;
  const at = tx.now(customer);
  const finalizesAt = at + accountSettings(tx).draftSeconds;
  return composeSubscriptionInvoice(tx, {
    subscription,
    customer,
    reason: 'subscription_create',
    lines,
    at,
    period: { start: at, end: at },
    // A discount may have run out in the time between a backdated start and now.
    discounts: discountsOf(tx, subscriptionDiscounts(tx, { subscription, at: Math.min(at, subscription.start_date) })),
    fields: isDraft ? { auto_advance: true, automatically_finalizes_at: finalizesAt } : {},
  });
}

function refuseWithoutMethod(tx: Tx, invoice: Stripe.Invoice): void {
  if (methodForInvoice(tx, invoice) !== null) return;
  throw invalidRequest({
    code: 'resource_missing',
    message:
      'This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
  });
}

/** With `error_if_incomplete` a failure leaves nothing behind, so the refusal may not keep what was written. */
function refuseUnpaid(error: StripeError | null): StripeError {
  if (error) return new StripeError({ ...error.details, keep: false });
  return new StripeError({
    type: 'card_error',
    status: 402,
    code: 'subscription_payment_intent_requires_action',
    message:
      "Payment for this subscription requires additional user action, but the requested payment behavior doesn't save the invoice or PaymentIntent. " +
      "Retry the request with `payment_behavior=allow_incomplete` or `payment_behavior=default_incomplete`, then complete the PaymentIntent on the subscription's latest invoice. " +
      'Additional information is available here: https://stripe.com/docs/billing/subscriptions/overview#requires-action',
    isUndocumented: true,
  });
}

function payFirst(tx: Tx, invoice: Stripe.Invoice, payment: Extract<FirstPayment, { behavior: unknown }>): void {
  if (invoice.status !== 'open' || payment.behavior === 'default_incomplete') return;
  refuseWithoutMethod(tx, invoice);
  const {
    outcome,
    error,
    invoice: tried,
  } = collectInvoice(tx, {
    invoice,
    attempt: 'manual',
    isOffSession: payment.isOffSession,
  });
  if (outcome === 'paid') {
    followPaidInvoice(tx, { invoice: tried, intent: paidIntent(tx, tried.id) });
  } else if (outcome === 'processing') {
    followDebitedInvoice(tx, tried);
  } else if (payment.behavior === 'error_if_incomplete') {
    throw refuseUnpaid(error);
  }
}

/** Whether the first invoice is left to time, not finalized in the request. */
function staysDraft(subscription: Stripe.Subscription, payment: FirstPayment): boolean {
  return 'isDraft' in payment || subscription.collection_method === 'send_invoice';
}

function statusAtStart(
  subscription: Stripe.Subscription,
  options: { first: Stripe.Invoice | null; payment: FirstPayment },
): Stripe.Subscription['status'] {
  const { first, payment } = options;
  const isOwed = first !== null && first.amount_due > 0;
  const isPaid = 'paidWith' in payment || staysDraft(subscription, payment);
  return isOwed && !isPaid && subscription.status === 'active' ? 'incomplete' : subscription.status;
}

/**
 * Stores a drafted subscription and bills it for the first time.
 *
 * @param added Lines of invoice items that the request makes for the first invoice.
 * @throws StripeError 402 with `error_if_incomplete`, and when automatic tax does not know the customer's place.
 */
export function startSubscription(
  tx: Tx,
  options: {
    draft: SubscriptionDraft;
    customer: Stripe.Customer;
    lines: DraftLine[];
    payment: FirstPayment;
  },
): Stripe.Subscription {
  const { draft, payment } = options;
  const { items } = draft;
  const customer = options.customer.currency
    ? options.customer
    : tx.update('customer', options.customer.id, { currency: draft.subscription.currency });
  const pending = pendingLines(tx, {
    customer: customer.id,
    subscription: draft.subscription.id,
    currency: draft.subscription.currency,
  });
  const known = new Set(options.lines.map((line) => line.parent.invoice_item_details?.invoice_item));
  const lines = [
    ...pending.filter((line) => !known.has(line.parent.invoice_item_details?.invoice_item)),
    ...options.lines,
  ];
  const first = composeFirst(tx, {
    subscription: { ...draft.subscription, items: itemList(draft.subscription.id, items) },
    customer,
    lines,
    isDraft: staysDraft(draft.subscription, payment),
  });
  const subscription = tx.insert('subscription', {
    ...draft.subscription,
    items: itemList(draft.subscription.id, items),
    latest_invoice: first?.invoice.id ?? null,
    status: statusAtStart(draft.subscription, { first: first?.invoice ?? null, payment }),
  });
  tx.insert('_subscription', {
    ...newSubscriptionFacts(subscription.id, customer.id),
    anchorDay: draft.anchor.dayOfMonth ?? null,
  });
  keepItems(tx, { subscription: subscription.id, items });
  tx.emit('customer.subscription.created', subscription);
  if (first) {
    const stored = storeInvoice(tx, first);
    if (!staysDraft(subscription, payment)) bill(tx, stored, payment);
  }
  followSubscription(tx, subscription);
  return scheduleNotices(tx, tx.get('subscription', subscription.id));
}

function bill(tx: Tx, invoice: Stripe.Invoice, payment: FirstPayment): void {
  if ('isDraft' in payment) return;
  if ('paidWith' in payment) {
    const { paidWith } = payment;
    finalizeInvoice(tx, { invoice, ...(paidWith ? { paidWith } : {}) });
    return;
  }
  payFirst(tx, finalizeInvoice(tx, { invoice }), payment);
}
