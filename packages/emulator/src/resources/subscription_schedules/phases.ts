import type Stripe from 'stripe';
import { boundary } from '../../billing-cycle/periods.ts';
import { exclusiveParams, invalidRequest, missingParam } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';
import { phaseAddedItems, phaseDiscounts, phaseItems } from './phase-items.ts';
import { phaseSettings } from './schedule-settings.ts';

type Phase = Stripe.SubscriptionSchedule.Phase;
export type PhaseParam = Stripe.SubscriptionScheduleUpdateParams.Phase;

export function span(phase: Phase): Stripe.SubscriptionSchedule.CurrentPhase {
  return { start_date: phase.start_date, end_date: phase.end_date };
}

function moment(given: number | 'now' | undefined, now: number): number | undefined {
  return given === 'now' ? now : given;
}

/** Five years, leap days included. */
const LONGEST_PHASE = 1827 * 86_400;

function endOf(param: PhaseParam, { start, now, within }: { start: number; now: number; within: string }): number {
  if (param.end_date !== undefined && param.duration) {
    throw exclusiveParams(`${within}[duration]`, `${within}[end_date]`);
  }
  const { duration } = param;
  const every = duration && { interval: duration.interval, interval_count: duration.interval_count ?? 1 };
  const end = every ? boundary({ at: start }, every, 1) : moment(param.end_date, now);
  if (end === undefined) throw missingParam(`${within}[duration]`);
  if (!(end > start && end <= start + LONGEST_PHASE)) {
    throw invalidRequest({
      message: 'The end of a phase must be later than its start, and within five years of it.',
      param: `${within}[end_date]`,
    });
  }
  return end;
}

function trialEndOf(
  param: PhaseParam,
  { start, end, now, within }: { start: number; end: number; now: number; within: string },
): number | null {
  const refuse = (message: string, field: string): never => {
    throw invalidRequest({ message, param: `${within}[${field}]` });
  };
  const given = moment(param.trial_end, now);
  if (param.trial && given !== undefined) {
    refuse('You may only specify one of these parameters: trial, trial_end.', 'trial_end');
  }
  const trialEnd = param.trial ? end : given;
  if (trialEnd === undefined) return null;
  if (trialEnd > end || trialEnd < start) refuse('The trial must end within its phase.', 'trial_end');
  if (param.billing_cycle_anchor === 'phase_start') {
    refuse('`billing_cycle_anchor` cannot be `phase_start` in a phase that has a trial.', 'billing_cycle_anchor');
  }
  return trialEnd === start ? null : trialEnd;
}

/** A phase of nothing special. */
export function plainPhase(phase: Pick<Phase, 'currency' | 'items' | 'start_date' | 'end_date'>): Phase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    invoice_settings: null,
    metadata: {},
    on_behalf_of: null,
    proration_behavior: 'create_prorations',
    transfer_data: null,
    trial_end: null,
    ...phase,
  };
}

interface PhaseOptions {
  customer: string;
  start: number;
  now: number;
  within: string;
}

function phaseOf(tx: Tx, param: PhaseParam, { customer, start, now, within }: PhaseOptions): Phase {
  const context = { customer, within };
  const items = phaseItems(tx, param, context);
  const end = endOf(param, { start, now, within });
  const currency = param.currency ?? tx.get('price', idOf(items[0]?.price ?? '')).currency;
  const rates = { ids: param.default_tax_rates, param: `${within}[default_tax_rates]` };
  return {
    ...plainPhase({ currency, items, start_date: start, end_date: end }),
    ...phaseSettings(tx, { param, within, customer }),
    add_invoice_items: phaseAddedItems(tx, param, context),
    default_tax_rates: taxRatesOf(tx, rates) ?? [],
    discounts: phaseDiscounts(tx, { given: param.discounts, customer, param: `${within}[discounts]` }),
    // Kept as given: an empty value takes its key from the subscription when the phase begins.
    metadata: { ...param.metadata } as Stripe.Metadata,
    proration_behavior: param.proration_behavior ?? 'create_prorations',
    trial_end: trialEndOf(param, { start, end, now, within }),
  };
}

/**
 * Phases as the schedule shows them: each begins where the one before it ends.
 *
 * @param start When the first begins, unless it says so itself.
 */
export function phasesOf(
  tx: Tx,
  options: { params: readonly PhaseParam[]; customer: string; start: number; now: number },
): Phase[] {
  const { params, customer, now } = options;
  if (params.length === 0) throw missingParam('phases');
  const ahead = params.filter(({ end_date: end }) => end === undefined || end === 'now' || end > now);
  if (ahead.length > 10) throw invalidRequest({ message: 'A schedule can have at most 10 phases.', param: 'phases' });
  let start = moment(params[0]?.start_date, now) ?? options.start;
  return params.map((param, index) => {
    const within = `phases[${index}]`;
    const given = moment(param.start_date, now);
    if (given !== undefined && given !== start) {
      throw invalidRequest({
        message: 'The start of a phase must be the end of the phase before it.',
        param: `${within}[start_date]`,
      });
    }
    const phase = phaseOf(tx, param, { customer, start, now, within });
    start = phase.end_date;
    return phase;
  });
}

/** The phase that a subscription's present period is. */
export function phaseOfSubscription(subscription: Stripe.Subscription): Phase {
  const items = subscription.items.data;
  const reused = (discount: string | { id: string }): Phase['discounts'][number] => ({
    coupon: null,
    discount: idOf(discount),
    promotion_code: null,
  });
  return {
    ...plainPhase({
      currency: subscription.currency,
      start_date: Math.max(...items.map((item) => item.current_period_start)),
      end_date: Math.min(...items.map((item) => item.current_period_end)),
      items: items.map((item) => ({
        billing_thresholds: item.billing_thresholds,
        discounts: item.discounts.map(reused),
        metadata: item.metadata,
        plan: item.price.id,
        price: item.price.id,
        ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
        tax_rates: item.tax_rates ?? [],
      })),
    }),
    default_tax_rates: subscription.default_tax_rates ?? [],
    discounts: subscription.discounts.map(reused),
    trial_end: subscription.status === 'trialing' ? subscription.trial_end : null,
  };
}
