import type Stripe from 'stripe';
import { boundary } from '../../billing-cycle/periods.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { recurringPrice } from '../subscription_items/item-price.ts';
import { checkedQuantity, taxRatesOf } from '../subscription_items/new-item.ts';

type Phase = Stripe.SubscriptionSchedule.Phase;
export type PhaseParam = Stripe.SubscriptionScheduleUpdateParams.Phase;

/** What this emulator lets a phase say. */
const supported = new Set([
  'currency',
  'default_payment_method',
  'discounts',
  'duration',
  'end_date',
  'items',
  'metadata',
  'proration_behavior',
  'start_date',
]);

function checkSupported(param: PhaseParam, name: string): void {
  const other = Object.keys(param).find((field) => !supported.has(field));
  if (other === undefined) return;
  throw invalidRequest({ message: `This emulator does not know \`${other}\` of a phase.`, param: `${name}[${other}]` });
}

function phaseItems(tx: Tx, { param, name }: { param: PhaseParam; name: string }): Phase['items'] {
  if (param.items.length === 0) throw missingParam(`${name}[items]`);
  return param.items.map((item, index) => {
    const at = `${name}[items][${index}]`;
    const price = recurringPrice(tx, { choice: item, param: at });
    const quantity = checkedQuantity(price, { quantity: item.quantity, param: `${at}[quantity]` });
    return {
      billing_thresholds: null,
      discounts: [],
      metadata: mergedMetadata(null, item.metadata),
      plan: price.id,
      price: price.id,
      ...(quantity === undefined ? {} : { quantity }),
      tax_rates: taxRatesOf(tx, { ids: item.tax_rates, param: `${at}[tax_rates]` }) ?? [],
    };
  });
}

function moment(given: number | 'now' | undefined, now: number): number | undefined {
  return given === 'now' ? now : given;
}

/** Five years, leap days included. */
const LONGEST_PHASE = 1827 * 86_400;

function endOf(param: PhaseParam, { start, now, name }: { start: number; now: number; name: string }): number {
  if (param.end_date !== undefined && param.duration) {
    throw invalidRequest({
      code: 'parameters_exclusive',
      message: 'You may only specify one of these parameters: duration, end_date.',
      param: `${name}[duration]`,
    });
  }
  const { duration } = param;
  const every = duration && { interval: duration.interval, interval_count: duration.interval_count ?? 1 };
  const end = every ? boundary({ at: start }, every, 1) : moment(param.end_date, now);
  if (end === undefined) throw missingParam(`${name}[duration]`);
  if (!(end > start && end <= start + LONGEST_PHASE)) {
    throw invalidRequest({
      message: 'The end of a phase must be later than its start, and within five years of it.',
      param: `${name}[end_date]`,
    });
  }
  return end;
}

/** A phase of nothing special: the fields that the emulator does not let one set. */
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

/**
 * Phases as the schedule shows them: each begins where the one before it ends.
 *
 * @param start When the first begins, unless it says so itself.
 */
export function phasesOf(tx: Tx, options: { params: readonly PhaseParam[]; start: number; now: number }): Phase[] {
  const { params, now } = options;
  if (params.length === 0) throw missingParam('phases');
  if (params.length > 10) throw invalidRequest({ message: 'A schedule can have at most 10 phases.', param: 'phases' });
  let start = moment(params[0]?.start_date, now) ?? options.start;
  return params.map((param, index) => {
    const name = `phases[${index}]`;
    checkSupported(param, name);
    const given = moment(param.start_date, now);
    if (given !== undefined && given !== start) {
      throw invalidRequest({
        message: 'The start of a phase must be the end of the phase before it.',
        param: `${name}[start_date]`,
      });
    }
    const items = phaseItems(tx, { param, name });
    const end = endOf(param, { start, now, name });
    const phase = {
      ...plainPhase({
        currency: param.currency ?? tx.get('price', idOf(items[0]?.price ?? '')).currency,
        items,
        start_date: start,
        end_date: end,
      }),
      default_payment_method: param.default_payment_method ?? null,
      discounts: (param.discounts || []).map((each) => ({
        coupon: each.coupon ?? null,
        discount: each.discount ?? null,
        promotion_code: each.promotion_code ?? null,
      })),
      metadata: mergedMetadata(null, param.metadata),
      proration_behavior: param.proration_behavior ?? 'create_prorations',
    };
    start = end;
    return phase;
  });
}

/** The phase that a subscription's present period is. */
export function phaseOfSubscription(subscription: Stripe.Subscription): Phase {
  const items = subscription.items.data;
  return plainPhase({
    currency: subscription.currency,
    start_date: Math.max(...items.map((item) => item.current_period_start)),
    end_date: Math.min(...items.map((item) => item.current_period_end)),
    items: items.map((item) => ({
      billing_thresholds: null,
      discounts: [],
      metadata: item.metadata,
      plan: item.price.id,
      price: item.price.id,
      ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
      tax_rates: item.tax_rates ?? [],
    })),
  });
}
