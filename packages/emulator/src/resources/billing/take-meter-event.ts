// What every road takes by which a use is reported: one event or a stream of them, in v1 or v2.
import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { parseDecimal } from '../../money/decimal-fraction.ts';
import { ringAlerts } from './alerts.ts';
import { tellUsage } from './followers.ts';
import { usageKey } from './kept-meter-event.ts';
import type { KeptMeterEvent } from './kept-meter-event.ts';
import { activeMeter, latestMeter } from './new-meter.ts';

const day = 86_400;
const longestPastSeconds = 35 * day;
const longestAheadSeconds = 5 * 60;

/** What is wrong with a reported use, by the codes of Stripe's error reports. */
export type MeterProblemCode =
  | 'archived_meter'
  | 'duplicate_meter_event'
  | 'meter_event_invalid_value'
  | 'meter_event_no_customer_defined'
  | 'meter_event_value_not_found'
  | 'meter_event_value_too_many_digits'
  | 'no_meter'
  | 'timestamp_in_future'
  | 'timestamp_too_far_in_past';

export interface MeterProblem {
  code: MeterProblemCode;
  message: string;
  param: string;
  meter: Stripe.Billing.Meter | undefined;
}

export interface ReportedUse {
  event_name: string;
  payload: Readonly<Record<string, string>>;
  identifier?: string;
  /** Seconds. */
  timestamp?: number;
}

export interface TakenUse {
  meter: Stripe.Billing.Meter;
  event: KeptMeterEvent;
}

/**
 * Keeps a reported use, and rings the alerts that it sets off. Whether its customer exists is not asked here: Stripe finds
 * that out later.
 *
 * @returns What is wrong with it, if anything is; then nothing is kept.
 */
export function takeMeterEvent(tx: Tx, use: ReportedUse): TakenUse | MeterProblem {
  const meter = activeMeter(tx, use.event_name);
  if (!meter) return withoutMeter(tx, use);
  const { event_payload_key: key } = meter.customer_mapping;
  const customer = use.payload[key];
  if (customer === undefined || customer === '') {
    const message = `Customer mapping key ${key} not found in payload.`;
    return { code: 'meter_event_no_customer_defined', message, param: `payload[${key}]`, meter };
  }
  const value = valueOf(use, meter);
  if (typeof value !== 'string') return value;
  const now = tx.now({ customer });
  const timestamp = use.timestamp ?? now;
  const identifier = use.identifier ?? tx.newSecret('event', 36).slice('event_'.length);
  const problem = timeProblem(timestamp, now) ?? repetition(tx, identifier, now);
  if (problem) return { ...problem, meter };
  const event = tx.insert('_meter_event', {
    id: tx.newId('mevt'),
    object: '_meter_event',
    usage: usageKey(meter.id, customer),
    identifier,
    customer,
    value,
    timestamp,
    created: now,
    isCanceled: false,
  });
  ringAlerts(tx, { meter, customer });
  tellUsage(tx, { meter: meter.id, customer });
  return { meter, event };
}

export function isProblem(taken: TakenUse | MeterProblem): taken is MeterProblem {
  return 'code' in taken;
}

function withoutMeter(tx: Tx, { event_name: name }: ReportedUse): MeterProblem {
  const meter = latestMeter(tx, name);
  const message = `No active meter found corresponding to event name ${name}. Consider reactivating your meter or creating a new active meter with this event name.`;
  return { code: meter ? 'archived_meter' : 'no_meter', message, param: 'event_name', meter };
}

/** A meter that counts needs no value. */
function valueOf({ payload }: ReportedUse, meter: Stripe.Billing.Meter): string | MeterProblem {
  if (meter.default_aggregation.formula === 'count') return '1';
  const { event_payload_key: key } = meter.value_settings;
  const value = payload[key];
  const at = { param: `payload[${key}]`, meter };
  if (value === undefined || value === '') {
    return { code: 'meter_event_value_not_found', message: `Value key ${key} not found in payload.`, ...at };
  }
  const [, decimals] = /^-?\d+(?:\.(\d*))?$/.exec(value) ?? [];
  if (value.replace(/\D/g, '').length > 15 || (decimals ?? '').length > 12) {
    const message = `The value for the key ${key} can have at most 15 digits, 12 of them after the decimal point.`;
    return { code: 'meter_event_value_too_many_digits', message, ...at };
  }
  try {
    parseDecimal(value);
    return value;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `The value for the key ${key} must be a decimal number, not ${value.slice(0, 60)}.`;
    return { code: 'meter_event_invalid_value', message, ...at };
  }
}

function timeProblem(timestamp: number, now: number): Omit<MeterProblem, 'meter'> | undefined {
  if (timestamp > now + longestAheadSeconds) {
    const message = 'The timestamp must not be more than 5 minutes in the future.';
    return { code: 'timestamp_in_future', message, param: 'timestamp' };
  }
  if (timestamp >= now - longestPastSeconds) return undefined;
  const message = 'The timestamp must be within the past 35 calendar days.';
  return { code: 'timestamp_too_far_in_past', message, param: 'timestamp' };
}

function repetition(tx: Tx, identifier: string, now: number): Omit<MeterProblem, 'meter'> | undefined {
  const isRepeated = tx.list('_meter_event', { identifier }).some((event) => now - event.created <= day);
  if (!isRepeated) return undefined;
  const message = `An event already exists with identifier ${identifier}.`;
  return { code: 'duplicate_meter_event', message, param: 'identifier' };
}
