import type Stripe from 'stripe';
import { applyPlan, applyProrations, makeUpdateInvoice } from '../../billing-cycle/apply-update.ts';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import { afterTrial, endTrial } from '../../billing-cycle/end-trial.ts';
import { planCut } from '../../billing-cycle/cut-periods.ts';
import { collectInvoice } from '../../billing-cycle/collect-invoice.ts';
import { discountsOf } from '../../billing-cycle/amount-invoice.ts';
import { subscriptionFacts } from '../../billing-cycle/facts.ts';
import { finalizeInvoice } from '../../billing-cycle/finalize-invoice.ts';
import { scheduleNotices } from '../../billing-cycle/notices.ts';
import { pendingInvoiceItems } from '../../billing-cycle/pending-items.ts';
import { dropPendingUpdate, holdUpdate } from '../../billing-cycle/pending-update.ts';
import { invoiceUsage } from '../../billing-cycle/bill-usage.ts';
import { makeUsageItems, replacedItems } from '../../billing-cycle/measured-usage.ts';
import { planUpdate } from '../../billing-cycle/plan-update.ts';
import type { UpdatePlan } from '../../billing-cycle/planned-change.ts';
import { statusWhenFailed } from '../../billing-cycle/subscription-status.ts';
import { invalidRequest, StripeError } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { followSubscription } from '../entitlements/follow-subscription.ts';
import { splitPhase } from '../subscription_schedules/split-phase.ts';
import { addInvoiceItems } from './add-invoice-items.ts';
import { itemList } from './keep-items.ts';
import { checkOwnEnd, checkPendingParams, checkUpdatable } from './check-update.ts';
import { refuseConnect } from './refuse-connect.ts';
import { refuseUnserved } from './refuse-unserved.ts';
import { shortenedTrial } from './trial.ts';
import { updatedFields } from './update-fields.ts';

type UpdateParams = Stripe.SubscriptionUpdateParams;

interface Change {
  params: UpdateParams;
  /** Time makes the change, so its invoice is a draft for an hour and nobody waits for its payment. */
  isTimed?: boolean;
  /** Fields that no parameter can say. */
  fields?: Partial<Stripe.Subscription>;
}

/** What is left of a subscription's fields after the invoice of a change was, or was not, paid. */
interface Billed {
  fields: Partial<Stripe.Subscription>;
  isHeld: boolean;
  /** The plan, with periods cut at a planned end. */
  plan: UpdatePlan;
}

/** Pays the invoice of a change; what follows from a failure is what `payment_behavior` says. */
function payUpdate(
  tx: Tx,
  options: { status: Stripe.Subscription['status']; invoice: Stripe.Invoice; params: UpdateParams },
): { isPaid: boolean; status: Stripe.Subscription['status'] } {
  const { status, invoice, params } = options;
  if (invoice.status !== 'open' || invoice.collection_method === 'send_invoice') return { isPaid: true, status };
  const behavior = params.payment_behavior ?? 'allow_incomplete';
  // Nothing is tried: the customer is to confirm the payment.
  if (behavior === 'default_incomplete') return { isPaid: false, status: statusWhenFailed(status) };
  const { outcome, error } = collectInvoice(tx, {
    invoice,
    attempt: 'manual',
    isOffSession: params.off_session ?? false,
  });
  if (outcome === 'paid' || outcome === 'processing') return { isPaid: true, status };
  if (behavior === 'error_if_incomplete') {
    if (error) throw new StripeError({ ...error.details, keep: false });
    throw invalidRequest({
      code: 'resource_missing',
      message: 'This customer has no attached payment source or default payment method.',
    });
  }
  return { isPaid: false, status: behavior === 'pending_if_incomplete' ? status : statusWhenFailed(status) };
}

/** A new end inside a period gives the time after it back, unless nothing is to be prorated. */
function cutAtEnd(
  tx: Tx,
  options: { subscription: Stripe.Subscription; plan: UpdatePlan; params: UpdateParams; end: number | null },
): UpdatePlan {
  const { subscription, plan, params, end } = options;
  if (end === null || params.proration_behavior === 'none') return plan;
  const placed = { ...subscription, items: itemList(subscription.id, plan.items) };
  const cut = planCut(tx, { subscription: placed, end });
  if (!cut) return plan;
  applyProrations(tx, { subscription, plan: cut });
  const invoicesNow = plan.invoicesNow || (params.proration_behavior === 'always_invoice' && cut.prorations.length > 0);
  return { ...plan, items: cut.items, invoicesNow };
}

interface Billing {
  subscription: Stripe.Subscription;
  plan: UpdatePlan;
  params: UpdateParams;
  isTimed: boolean;
  /** An end that the change plans. */
  end: number | null;
}

/** What waits for the subscription's next invoice, and is not to be on that of the change. */
function waitingItems(tx: Tx, subscription: Stripe.Subscription, plan: UpdatePlan): ReadonlySet<string> {
  if (!plan.leavesPending) return new Set();
  const { id, currency } = subscription;
  const items = pendingInvoiceItems(tx, { customer: idOf(subscription.customer), subscription: id, currency });
  return new Set(items.map((item) => item.id));
}

function billUpdate(tx: Tx, options: Billing): Billed {
  const { subscription, params, isTimed, end } = options;
  const leaves = waitingItems(tx, subscription, options.plan);
  const { debits } = subscriptionFacts(tx, subscription.id);
  applyProrations(tx, { subscription, plan: options.plan });
  makeUsageItems(tx, { subscription, lines: options.plan.usage });
  if (isTimed && subscription.billing_mode.type === 'classic') {
    invoiceUsage(tx, { subscription, items: replacedItems(subscription.items.data, options.plan.items) });
  }
  const plan = cutAtEnd(tx, { subscription, plan: options.plan, params, end });
  const at = tx.now(subscription);
  const added = addInvoiceItems(tx, {
    items: params.add_invoice_items ?? [],
    to: {
      customer: idOf(subscription.customer),
      subscription: subscription.id,
      currency: subscription.currency,
      period: { start: at, end: at },
      spans: { items: plan.items },
    },
  });
  if (!plan.invoicesNow && !(added.length > 0 && params.proration_behavior === 'always_invoice')) {
    return { fields: {}, isHeld: false, plan };
  }
  if (isTimed) {
    const finalizesAt = at + accountSettings(tx).draftSeconds;
    const draft = makeUpdateInvoice(tx, { subscription, plan, added, finalizesAt, leaves });
    return { fields: { latest_invoice: draft.id }, isHeld: false, plan };
  }
  const invoice = finalizeInvoice(tx, { invoice: makeUpdateInvoice(tx, { subscription, plan, added, leaves }) });
  // A trial that ends with the change is active, or past due when its first invoice fails.
  const after = plan.fields.status ?? subscription.status;
  const { isPaid, status } = payUpdate(tx, { status: after, invoice, params });
  const isHeld = !isPaid && params.payment_behavior === 'pending_if_incomplete';
  const held = isHeld ? holdUpdate(tx, { subscription, plan, invoice: invoice.id, debits }) : {};
  const fields = { latest_invoice: invoice.id, status: isHeld ? subscription.status : status, ...held };
  return { fields, isHeld, plan };
}

/**
 * Changes a subscription as the API does: prorations, then the invoice if one is due now, then the subscription with one event.
 *
 * @throws StripeError 402 with `error_if_incomplete`; then nothing has changed.
 */
export function changeWholeSubscription(
  tx: Tx,
  { id, params, isTimed = false, fields: others = {} }: Change & { id: string },
): Stripe.Subscription {
  const before = tx.get('subscription', id);
  checkUpdatable(before, params);
  if (params.payment_behavior === 'pending_if_incomplete') checkPendingParams(params);
  if (before.pending_update && (params.items || params.trial_end !== undefined)) dropPendingUpdate(tx, id);
  const preview = planUpdate(tx, { subscription: before, params });
  const fields = updatedFields(tx, before, {
    params,
    ends: preview.items.map((item) => item.current_period_end),
  });
  const planned = fields.discounts
    ? planUpdate(tx, { subscription: before, params, discounts: discountsOf(tx, fields.discounts) })
    : preview;
  const decided = { ...planned, ...shortenedTrial(before, { plan: planned, end: fields.cancel_at ?? null }) };
  const written = tx.update('subscription', id, {
    ...fields,
    ...others,
    ...(before.pending_update ? { pending_update: null } : {}),
  });
  // Ended by hand, a trial that nobody can be charged for pauses or ends as it would have in its time.
  if (decided.endsTrial && afterTrial(tx, written) !== 'bill') {
    endTrial(tx, { subscription: written, before });
    return tx.get('subscription', id);
  }
  const end = others.cancel_at ?? (params.cancel_at ? (fields.cancel_at ?? null) : null);
  const billing = { subscription: written, plan: decided, params, isTimed, end };
  const { fields: billed, isHeld, plan } = billUpdate(tx, billing);
  if (!isHeld) applyPlan(tx, { subscription: written, plan });
  const follows = written.cancel_at_period_end && !isHeld;
  const updated = tx.update('subscription', id, {
    ...billed,
    ...(plan.fields.status && billed.status === undefined && !isHeld ? { status: plan.fields.status } : {}),
    // An end at the period's end moves with the period.
    ...(follows ? { cancel_at: Math.min(...plan.items.map((item) => item.current_period_end)) } : {}),
  });
  if (JSON.stringify(updated) !== JSON.stringify(before)) tx.emit('customer.subscription.updated', updated, before);
  followSubscription(tx, updated);
  if (plan.endsTrial && !isHeld) tx.emit('customer.subscription.trial_will_end', updated);
  return scheduleNotices(tx, updated);
}

/** A change that somebody asks for on the subscription itself; a schedule that manages it follows. */
export function changeDirectly(tx: Tx, { id, params }: { id: string; params: UpdateParams }): Stripe.Subscription {
  refuseConnect({ ...params, application_fee_percent: params.application_fee_percent ?? null });
  refuseUnserved(params);
  const before = tx.get('subscription', id);
  checkOwnEnd(before, params);
  const after = changeWholeSubscription(tx, { id, params });
  splitPhase(tx, { before, after });
  return after;
}

/** @see https://docs.stripe.com/api/subscriptions/update */
export const updateSubscription: Handler<'POST /v1/subscriptions/:id'> = (tx, { path, params }) =>
  changeDirectly(tx, { id: path.id, params });
