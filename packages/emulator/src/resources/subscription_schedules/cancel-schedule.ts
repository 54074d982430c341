import { isOver } from '../../billing-cycle/subscription-status.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import { cancelNow } from '../subscriptions/cancel-subscription.ts';
import { cancelAlone, releaseSchedule } from './let-go.ts';
import { checkRunning } from './update-schedule.ts';

/** Cancels a schedule and its subscription at once; unlike a subscription's own end it bills and prorates by default. */
export const cancelSchedule: Handler<'POST /v1/subscription_schedules/:id/cancel'> = (tx, { path, params }) => {
  const schedule = tx.get('subscription_schedule', path.id);
  checkRunning(schedule, 'cancel');
  const subscription = tx.find('subscription', idOf(schedule.subscription));
  if (subscription && !isOver(subscription)) {
    cancelNow(tx, { subscription, invoicesNow: params.invoice_now ?? true, prorates: params.prorate ?? true });
    return tx.get('subscription_schedule', schedule.id);
  }
  return cancelAlone(tx, schedule);
};

/** @see https://docs.stripe.com/api/subscription_schedules/release */
export const releaseNow: Handler<'POST /v1/subscription_schedules/:id/release'> = (tx, { path, params }) => {
  const schedule = tx.get('subscription_schedule', path.id);
  checkRunning(schedule, 'release');
  return releaseSchedule(tx, schedule, { keepsEnd: params.preserve_cancel_date ?? false });
};
