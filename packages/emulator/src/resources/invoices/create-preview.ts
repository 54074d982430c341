// What an invoice would be, without making it: the next one of a subscription, of a change of it, or of one that does not
// exist yet. The plans are those that the real operations carry out.
import type Stripe from 'stripe';
import { nextPeriodEnd } from '../../billing-cycle/notices.ts';
import { pendingLines } from '../../billing-cycle/pending-items.ts';
import { planUpdate, type UpdateParams } from '../../billing-cycle/plan-update.ts';
import { prorationLine } from '../../billing-cycle/proration-line.ts';
import { anchorOf, renewalLines } from '../../billing-cycle/renew-subscription.ts';
import {
  composeSubscriptionInvoice,
  customerOf,
  type SubscriptionInvoice,
} from '../../billing-cycle/subscription-invoice.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newCustomer } from '../customers/new-customer.ts';
import { nextPhase } from '../subscription_schedules/schedule-end.ts';
import { withTakenDiscounts } from '../subscriptions/create-subscription.ts';
import { draftSubscription } from '../subscriptions/draft-subscription.ts';
import { itemList } from '../subscriptions/keep-items.ts';
import { linesAtStart } from '../subscriptions/start-subscription.ts';
import { previewDiscounts } from '../subscriptions/take-discounts.ts';
import { isDone, previewDone, previewSchedule } from './preview-change.ts';
import { writeCustomerDetails } from './preview-customer.ts';
import { previewItemLines } from './preview-items.ts';
import { shownAsPreview } from './preview-shape.ts';

type PreviewParams = Stripe.InvoiceCreatePreviewParams;

function discountOption(
  tx: Tx,
  params: PreviewParams,
  customer: string | null,
): Pick<SubscriptionInvoice, 'discounts'> {
  if (params.discounts === undefined) return {};
  return { discounts: previewDiscounts(tx, params.discounts || [], { customer, param: 'discounts' }) };
}

function updateParams(details: PreviewParams['subscription_details']): UpdateParams {
  const anchor = details?.billing_cycle_anchor;
  return {
    ...(details?.items ? { items: details.items as NonNullable<UpdateParams['items']> } : {}),
    ...(details?.proration_behavior === undefined ? {} : { proration_behavior: details.proration_behavior }),
    ...(details?.proration_date === undefined ? {} : { proration_date: details.proration_date }),
    ...(details?.trial_end === undefined ? {} : { trial_end: details.trial_end }),
    ...(anchor && anchor.type !== 'timestamp' ? { billing_cycle_anchor: { type: anchor.type } } : {}),
  };
}

/** Whether there is a change to preview, or only the passing of time. */
function changes(details: PreviewParams['subscription_details']): boolean {
  return Boolean(details?.items?.length ?? details?.trial_end ?? details?.billing_cycle_anchor);
}

function endsAtPeriodEnd(subscription: Stripe.Subscription, details: PreviewParams['subscription_details']): boolean {
  const isCancelled = details?.cancel_at_period_end ?? (subscription.cancel_at_period_end && details?.cancel_at !== '');
  const end = details?.cancel_at === '' ? null : subscription.cancel_at;
  return isCancelled || (end !== null && end <= nextPeriodEnd(subscription));
}

function noUpcoming({ id }: Stripe.Customer): Error {
  const message = `No upcoming invoices for customer: ${id}`;
  return invalidRequest({ code: 'invoice_upcoming_none', message });
}

/** Whether nothing but the passing of time is asked for. */
function isPlain({ subscription_details: details = {}, preview_mode: mode, ...others }: PreviewParams): boolean {
  return Object.keys(details).length === 0 && mode !== 'recurring' && !('automatic_tax' in others);
}

/** The schedule that has another phase for a subscription before its period is over, or just then. */
function enteredBefore(tx: Tx, subscription: Stripe.Subscription): string | null {
  const schedule = tx.find('subscription_schedule', idOf(subscription.schedule));
  const start = schedule?.status === 'active' ? nextPhase(schedule)?.start_date : undefined;
  return schedule && start !== undefined && start <= nextPeriodEnd(subscription) ? schedule.id : null;
}

function previewExisting(tx: Tx, params: PreviewParams, subscription: Stripe.Subscription): Stripe.Invoice {
  const details = params.subscription_details;
  const customer = customerOf(tx, subscription);
  const { id, currency } = subscription;
  const isPaused = subscription.status === 'paused' && !details?.resume_at;
  if (subscription.ended_at !== null || isPaused) {
    throw noUpcoming(customer);
  }
  if (details && isDone(details)) {
    const next = (changed: Stripe.Subscription): Stripe.Invoice =>
      previewExisting(tx, { ...params, subscription_details: {} }, changed);
    return previewDone(tx, { subscription, details, params, next });
  }
  const schedule = enteredBefore(tx, subscription);
  if (schedule !== null && isPlain(params)) {
    const { subscription: _subscription, subscription_details: _details, ...rest } = params;
    return previewSchedule(tx, { ...rest, schedule });
  }
  const plan = planUpdate(tx, { subscription, params: updateParams(details) });
  const after = { ...subscription, ...plan.fields, items: itemList(id, plan.items) };
  const prorations = plan.prorations.map((planned) => prorationLine({ subscription: id, planned }));
  const pending = pendingLines(tx, { customer: customer.id, subscription: id, currency });
  const extra = previewItemLines(tx, {
    items: params.invoice_items ?? [],
    currency,
    at: plan.at,
    customer: customer.id,
  });
  const isNow = plan.invoicesNow && changes(details);
  const now = tx.now(subscription);
  const at = isNow ? now : nextPeriodEnd(after);
  const isOver = !isNow && endsAtPeriodEnd(subscription, details);
  const cycle = isOver
    ? []
    : renewalLines(tx, { subscription: after, items: plan.items, anchor: anchorAfter(tx, after), at });
  const pieces =
    params.preview_mode === 'recurring'
      ? cycle
      : [...extra, ...prorations, ...plan.usage, ...pending, ...(isNow ? plan.periodLines : cycle)];
  if (pieces.length === 0) {
    throw noUpcoming(customer);
  }
  const composed = composeSubscriptionInvoice(tx, {
    subscription: after,
    customer,
    reason: isNow ? 'subscription_update' : 'upcoming',
    lines: pieces,
    at,
    period: { start: Math.min(...subscription.items.data.map((item) => item.current_period_start)), end: at },
    ...(details?.proration_date === undefined ? {} : { prorationDate: details.proration_date }),
    ...discountOption(tx, params, customer.id),
    fields: { next_payment_attempt: isNow ? null : at + 3600 },
  });
  return shownAsPreview(composed.invoice);
}

function anchorAfter(tx: Tx, after: Stripe.Subscription): ReturnType<typeof anchorOf> {
  return anchorOf(tx, after);
}

function previewNew(tx: Tx, params: PreviewParams, customer: Stripe.Customer): Stripe.Invoice {
  const details = params.subscription_details;
  const at = tx.now(customer);
  // What recurs is what is asked for once the trial and what is sold once are over.
  const isRecurring = params.preview_mode === 'recurring';
  const items = details?.items as NonNullable<Stripe.SubscriptionCreateParams['items']>;
  const plain = draftSubscription(tx, {
    id: tx.newId('sub'),
    customer,
    at,
    params: {
      items,
      ...(params.automatic_tax ? { automatic_tax: params.automatic_tax } : {}),
      ...(params.currency === undefined ? {} : { currency: params.currency }),
      ...(details?.trial_end === undefined || isRecurring ? {} : { trial_end: details.trial_end }),
      ...(details?.billing_mode ? { billing_mode: details.billing_mode } : {}),
      ...(details?.default_tax_rates === undefined ? {} : { default_tax_rates: details.default_tax_rates }),
    },
  });
  const draft = withTakenDiscounts(tx, { draft: plain, params: { items } });
  const { currency } = draft.subscription;
  const composed = composeSubscriptionInvoice(tx, {
    subscription: { ...draft.subscription, items: itemList(draft.subscription.id, draft.items) },
    customer,
    reason: 'upcoming',
    lines: [
      ...(isRecurring
        ? []
        : previewItemLines(tx, { items: params.invoice_items ?? [], currency, at, customer: customer.id })),
      ...linesAtStart(tx, draft, {}),
    ],
    at,
    period: { start: at, end: at },
    ...discountOption(tx, params, customer.id),
  });
  // Nothing of this subscription exists to be named.
  return { ...shownAsPreview(composed.invoice), parent: null };
}

/** Who is invoiced, as the parameters name or describe them. */
function customerIn(tx: Tx, params: PreviewParams): string | null {
  const subscription = tx.find('subscription', params.subscription);
  const schedule = tx.find('subscription_schedule', params.schedule);
  const named = params.customer ?? idOf(subscription?.customer) ?? idOf(schedule?.customer);
  if (named) return tx.get('customer', named, { param: 'customer' }).id;
  const isDescribed = params.customer_details !== undefined && !params.subscription && !params.schedule;
  return isDescribed ? newCustomer(tx, {}).id : null;
}

function preview(tx: Tx, params: PreviewParams): Stripe.Invoice {
  const details = params.subscription_details;
  if (
    details?.proration_date !== undefined &&
    !(params.subscription && (details.items?.length || details.trial_end !== undefined))
  ) {
    throw invalidRequest({
      message: '`proration_date` can only be given for a subscription with changed items or a changed trial.',
      param: 'subscription_details[proration_date]',
    });
  }
  if (params.schedule !== undefined || params.schedule_details) return previewSchedule(tx, params);
  if (params.subscription !== undefined) {
    return previewExisting(tx, params, tx.get('subscription', params.subscription, { param: 'subscription' }));
  }
  if (params.customer === undefined) throw missingParam('customer');
  const customer = tx.get('customer', params.customer, { param: 'customer' });
  if (details?.items?.length) return previewNew(tx, params, customer);
  const [only, ...others] = tx
    .list('subscription', { customer: idOf(customer) })
    .filter(({ ended_at: ended }) => ended === null);
  if (!only || others.length > 0) {
    throw noUpcoming(customer);
  }
  return previewExisting(tx, params, only);
}

/**
 * What is previewed is rehearsed: coupons are not used up by it, and nothing that it makes stays.
 *
 * @see https://docs.stripe.com/api/invoices/create_preview
 */
export const createPreview: Handler<'POST /v1/invoices/create_preview'> = (tx, { params }) =>
  tx.rehearse(() => {
    const customer = customerIn(tx, params);
    if (customer !== null && params.customer_details) {
      writeCustomerDetails(tx, { customer, details: params.customer_details });
    }
    const shown = preview(tx, customer === null ? params : { ...params, customer });
    const isNobody = !params.customer && !params.subscription && !params.schedule;
    return isNobody ? { ...shown, customer: null } : shown;
  });
