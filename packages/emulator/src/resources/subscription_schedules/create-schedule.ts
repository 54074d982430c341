import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { phaseOfSubscription, phasesOf } from './phases.ts';
import { startSchedule } from './run-schedule.ts';

type Schedule = Stripe.SubscriptionSchedule;

const defaultSettings: Schedule['default_settings'] = {
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor: 'automatic',
  billing_thresholds: null,
  collection_method: 'charge_automatically',
  default_payment_method: null,
  description: null,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    days_until_due: null,
    description: null,
    footer: null,
    issuer: { type: 'self' },
  },
  on_behalf_of: null,
  transfer_data: null,
};

function storeSchedule(tx: Tx, fields: Pick<Schedule, 'customer' | 'phases'> & Partial<Schedule>): Schedule {
  const customer = tx.get('customer', idOf(fields.customer));
  const schedule = tx.insert('subscription_schedule', {
    id: tx.newId('sub_sched'),
    object: 'subscription_schedule',
    application: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    canceled_at: null,
    completed_at: null,
    created: tx.now(customer),
    current_phase: null,
    customer_account: null,
    default_settings: defaultSettings,
    end_behavior: 'release',
    livemode: false,
    metadata: {},
    pause_schedules: [],
    released_at: null,
    released_subscription: null,
    status: 'not_started',
    subscription: null,
    test_clock: idOf(customer.test_clock),
    ...fields,
  });
  tx.emit('subscription_schedule.created', schedule);
  return schedule;
}

/** A schedule over a running subscription: one phase, its present period. */
function fromSubscription(tx: Tx, id: string): Schedule {
  const subscription = tx.get('subscription', id, { param: 'from_subscription' });
  if (subscription.schedule !== null) {
    throw invalidRequest({
      message: `You cannot migrate a subscription that is already attached to a schedule: ${idOf(subscription.schedule)}.`,
      param: 'from_subscription',
    });
  }
  if (!['active', 'trialing', 'past_due'].includes(subscription.status)) {
    throw invalidRequest({
      message: `A subscription whose status is ${subscription.status} cannot have a schedule.`,
      param: 'from_subscription',
    });
  }
  const phase = phaseOfSubscription(subscription);
  const schedule = storeSchedule(tx, {
    billing_mode: subscription.billing_mode,
    current_phase: { start_date: phase.start_date, end_date: phase.end_date },
    customer: idOf(subscription.customer),
    phases: [phase],
    status: 'active',
    subscription: id,
  });
  const attached = tx.update('subscription', id, { schedule: schedule.id });
  tx.emit('customer.subscription.updated', attached, subscription);
  return schedule;
}

/** @see https://docs.stripe.com/api/subscription_schedules/create */
export const createSchedule: Handler<'POST /v1/subscription_schedules'> = (tx, { params }) => {
  const { from_subscription: source, expand: _expand, ...others } = params;
  if (source !== undefined) {
    const [other] = Object.keys(others);
    if (other === undefined) return fromSubscription(tx, source);
    throw invalidRequest({
      message: 'You cannot set any other parameter together with `from_subscription`.',
      param: other,
    });
  }
  if (params.customer === undefined) throw missingParam('customer');
  if (!params.phases) throw missingParam('phases');
  const customer = tx.get('customer', params.customer, { param: 'customer' });
  const now = tx.now(customer);
  const start = params.start_date === 'now' || params.start_date === undefined ? now : params.start_date;
  const type = params.billing_mode?.type ?? 'flexible';
  const schedule = storeSchedule(tx, {
    billing_mode: { flexible: type === 'flexible' ? { proration_discounts: 'included' } : null, type },
    customer: customer.id,
    end_behavior: params.end_behavior ?? 'release',
    metadata: mergedMetadata(null, params.metadata),
    phases: phasesOf(tx, { params: params.phases, start, now }),
  });
  return start <= now ? startSchedule(tx, schedule) : schedule;
};
