import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { parseDecimal } from '../../money/decimal-fraction.ts';
import { ringAlerts } from './alerts.ts';
import { tellUsage } from './followers.ts';
import { activeMeter } from './new-meter.ts';
import { usageKey } from './kept-meter-event.ts';

const day = 86_400;
const longestPastSeconds = 35 * day;
const longestAheadSeconds = 5 * 60;

type MeterEventData = Params<'POST /v1/billing/meter_events'>;

export function createMeterEvent(tx: Tx, { params }: Call<MeterEventData>): Stripe.Billing.MeterEvent {
  const meter = activeMeter(tx, params.event_name);
  if (!meter) {
    const message = `No active meter found corresponding to event name ${params.event_name}. Consider reactivating your meter or creating a new active meter with this event name.`;
    throw invalidRequest({ code: 'resource_missing', param: 'event_name', message });
  }
  const customer = payloadField(params, meter.customer_mapping.event_payload_key);
  const value = valueOf(params, meter);
  const now = tx.now({ customer });
  const timestamp = params.timestamp ?? now;
  checkTimestamp(timestamp, now);
  const identifier = params.identifier ?? tx.newSecret('event', 36).slice('event_'.length);
  refuseRepeated(tx, identifier, now);
  tx.insert('_meter_event', {
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
  return {
    object: 'billing.meter_event',
    created: now,
    event_name: params.event_name,
    identifier,
    livemode: false,
    payload: params.payload,
    timestamp,
  };
}

/** Takes an event back, within a day. */
export function createMeterEventAdjustment(
  tx: Tx,
  { params }: Call<Params<'POST /v1/billing/meter_event_adjustments'>>,
): Stripe.Billing.MeterEventAdjustment {
  const identifier = params.cancel?.identifier;
  const event = identifier === undefined ? undefined : tx.list('_meter_event', { identifier })[0];
  if (!event || tx.now({ customer: event.customer }) - event.created > day) {
    const message = `No meter event of the last 24 hours has the identifier ${identifier ?? ''}.`;
    throw invalidRequest({ code: 'resource_missing', param: 'cancel[identifier]', message });
  }
  tx.update('_meter_event', event.id, { isCanceled: true });
  return {
    object: 'billing.meter_event_adjustment',
    cancel: { identifier: event.identifier },
    event_name: params.event_name,
    livemode: false,
    status: 'complete',
    type: 'cancel',
  };
}

function payloadField({ payload }: MeterEventData, key: string): string {
  const value = payload[key];
  if (value !== undefined && value !== '') return value;
  const message = `The payload must have a value for the key \`${key}\`.`;
  throw invalidRequest({ code: 'parameter_missing', param: `payload[${key}]`, message });
}

/** A meter that counts needs no value. */
function valueOf(data: MeterEventData, meter: Stripe.Billing.Meter): string {
  if (meter.default_aggregation.formula === 'count') return '1';
  const key = meter.value_settings.event_payload_key;
  const value = payloadField(data, key);
  try {
    parseDecimal(value);
    return value;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `The value for the key \`${key}\` must be a decimal number with at most 12 decimal places, not ${value}.`;
    throw invalidRequest({ param: `payload[${key}]`, message });
  }
}

function checkTimestamp(timestamp: number, now: number): void {
  if (timestamp > now + longestAheadSeconds) {
    const message = 'The timestamp must not be more than 5 minutes in the future.';
    throw invalidRequest({ param: 'timestamp', message });
  }
  if (timestamp < now - longestPastSeconds) {
    const message = 'The timestamp must be within the past 35 calendar days.';
    throw invalidRequest({ param: 'timestamp', message });
  }
}

function refuseRepeated(tx: Tx, identifier: string, now: number): void {
  const isRepeated = tx.list('_meter_event', { identifier }).some((event) => now - event.created <= day);
  if (!isRepeated) return;
  const message = `An event already exists with identifier ${identifier}.`;
  throw invalidRequest({ code: 'resource_already_exists', param: 'identifier', message });
}
