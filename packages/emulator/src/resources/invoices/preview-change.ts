// Previews of what is easiest to know by doing it: an end, a pause, a way out of one, a schedule's next step. All of it is
// rehearsed, so that it costs what the preview said.
import type Stripe from 'stripe';
import { subscriptionDue, subscriptionWhenDue } from '../../billing-cycle/subscription-due.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { LivesBy, Tx } from '../../kernel/tx.ts';
import { newSchedule } from '../subscription_schedules/create-schedule.ts';
import { scheduleDue, scheduleWhenDue } from '../subscription_schedules/run-schedule.ts';
import { startSchedule } from '../subscription_schedules/start-schedule.ts';
import { changeSchedule } from '../subscription_schedules/update-schedule.ts';
import { cancelNow } from '../subscriptions/cancel-subscription.ts';
import { checkPausable, pauseWith } from '../subscriptions/pause-subscription.ts';
import { resumeWith } from '../subscriptions/resume-subscription.ts';
import { changeWholeSubscription } from '../subscriptions/update-subscription.ts';
import { withExtras } from './preview-extras.ts';
import { madeAsPreview } from './preview-shape.ts';

type PreviewParams = Stripe.InvoiceCreatePreviewParams;
type Details = NonNullable<PreviewParams['subscription_details']>;

function invoicesOf(tx: Tx, subscription: string | null): Stripe.Invoice[] {
  return subscription === null ? [] : tx.list('invoice', { 'parent.subscription_details.subscription': subscription });
}

/** Whether the details ask for something that is previewed by doing it. */
export function isDone(details: Details): boolean {
  return Boolean(details.cancel_now || details.cancel_at || details.pause || details.resume_at);
}

function doDetails(tx: Tx, subscription: Stripe.Subscription, details: Details): void {
  const { proration_behavior: behavior, proration_date: date } = details;
  if (details.cancel_now) {
    cancelNow(tx, { subscription, invoicesNow: true, prorates: behavior !== 'none' });
  } else if (details.pause) {
    checkPausable(subscription);
    pauseWith(tx, { subscription, params: { ...details.pause, invoicing_behavior: 'invoice' } });
  } else if (details.resume_at) {
    const anchor = details.billing_cycle_anchor;
    resumeWith(tx, {
      subscription,
      params: {
        ...(anchor ? { billing_cycle_anchor: { type: anchor.type } } : {}),
        ...(behavior === undefined ? {} : { proration_behavior: behavior }),
        ...(date === undefined ? {} : { proration_date: date }),
      },
    });
  } else if (details.cancel_at) {
    const params: Stripe.SubscriptionUpdateParams = {
      cancel_at: details.cancel_at,
      ...(details.items ? { items: details.items as NonNullable<Stripe.SubscriptionUpdateParams['items']> } : {}),
      ...(behavior === undefined ? {} : { proration_behavior: behavior }),
      ...(date === undefined ? {} : { proration_date: date }),
    };
    changeWholeSubscription(tx, { id: subscription.id, params });
  }
}

/** The invoice that the change makes, or what `next` then says of the changed subscription; of what recurs, always that. */
export function previewDone(
  tx: Tx,
  options: {
    subscription: Stripe.Subscription;
    details: Details;
    params: PreviewParams;
    next: (changed: Stripe.Subscription) => Stripe.Invoice;
  },
): Stripe.Invoice {
  const { subscription, details, params, next } = options;
  return tx.rehearse(() => {
    const known = new Set(invoicesOf(tx, subscription.id).map(({ id }) => id));
    doDetails(tx, subscription, details);
    const made = invoicesOf(tx, subscription.id).find(({ id }) => !known.has(id));
    const isShown = made && params.preview_mode !== 'recurring';
    return isShown ? madeAsPreview(withExtras(tx, { made, params })) : next(tx.get('subscription', subscription.id));
  });
}

/** More steps than any schedule takes between two invoices. */
const MOST_STEPS = 1000;

/** Lets time run for one schedule and its subscription until there is an invoice that nobody knew. */
function nextInvoice(
  tx: Tx,
  { id, known, at }: { id: string; known: ReadonlySet<string>; at: (time: number, on: LivesBy) => Tx },
): Stripe.Invoice | undefined {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const schedule = tx.get('subscription_schedule', id);
    const subscription = tx.find('subscription', idOf(schedule.subscription) ?? schedule.released_subscription);
    const made = invoicesOf(tx, subscription?.id ?? null).find((invoice) => !known.has(invoice.id));
    if (made) return made;
    const scheduled = scheduleDue(schedule) ?? Infinity;
    const due = (subscription && subscriptionDue(subscription)) ?? Infinity;
    if (Math.min(scheduled, due) === Infinity) return undefined;
    if (subscription && due <= scheduled) subscriptionWhenDue(at(due, subscription), subscription);
    else scheduleWhenDue(at(scheduled, schedule), schedule);
  }
  return undefined;
}

/** What else a preview may say, and a schedule's does not take. */
const others = ['automatic_tax', 'subscription_details'] as const;

function checkAlone(params: PreviewParams): void {
  const given = params.preview_mode === 'recurring' ? 'preview_mode' : others.find((name) => name in params);
  if (given === undefined) return;
  throw invalidRequest({ message: `This emulator previews a schedule as it is, without \`${given}\`.`, param: given });
}

function rehearsedSchedule(tx: Tx, params: PreviewParams): Stripe.SubscriptionSchedule {
  const details = params.schedule_details as Stripe.SubscriptionScheduleUpdateParams | undefined;
  if (params.schedule !== undefined) {
    const schedule = tx.get('subscription_schedule', params.schedule, { param: 'schedule' });
    return details ? changeSchedule(tx, { id: schedule.id, params: details }) : schedule;
  }
  const { proration_behavior: _behavior, ...creation } = details ?? {};
  const schedule = newSchedule(tx, {
    ...(creation as Stripe.SubscriptionScheduleCreateParams),
    ...(params.customer === undefined ? {} : { customer: params.customer }),
  });
  const start = schedule.phases[0]?.start_date ?? 0;
  return start <= tx.now(schedule) ? startSchedule(tx, schedule) : schedule;
}

/**
 * The next invoice of a schedule, changed as `schedule_details` say, or of one that does not exist yet.
 *
 * @see https://docs.stripe.com/api/invoices/create_preview
 */
export function previewSchedule(tx: Tx, params: PreviewParams): Stripe.Invoice {
  checkAlone(params);
  return tx.rehearse((at) => {
    const before = tx.find('subscription_schedule', params.schedule);
    const known = new Set(invoicesOf(tx, idOf(before?.subscription)).map(({ id }) => id));
    const { id, customer } = rehearsedSchedule(tx, params);
    const made = nextInvoice(tx, { id, known, at });
    if (made) return { ...madeAsPreview(withExtras(tx, { made, params })), billing_reason: 'upcoming' };
    throw invalidRequest({
      code: 'invoice_upcoming_none',
      message: `No upcoming invoices for customer: ${idOf(customer)}`,
    });
  });
}
