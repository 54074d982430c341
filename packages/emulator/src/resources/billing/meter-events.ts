import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { cancelMeterEvent } from './cancel-meter-event.ts';
import { isProblem, takeMeterEvent } from './take-meter-event.ts';
import type { MeterProblem } from './take-meter-event.ts';
import { reportUnknownCustomer } from './report-meter-errors.ts';

/** @see https://docs.stripe.com/api/billing/meter-event/create */
export function createMeterEvent(
  tx: Tx,
  { params }: Call<Params<'POST /v1/billing/meter_events'>>,
): Stripe.Billing.MeterEvent {
  refuseLong(params.event_name, 'event_name');
  refuseLong(params.identifier ?? '', 'identifier');
  const taken = takeMeterEvent(tx, params);
  if (isProblem(taken)) throw refusal(taken);
  const { created, identifier, timestamp } = taken.event;
  reportUnknownCustomer(tx, taken);
  return {
    object: 'billing.meter_event',
    created,
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
  const { event_name, cancel } = params;
  if (cancel?.identifier === undefined) throw missingParam('cancel[identifier]');
  const { identifier } = cancelMeterEvent(tx, { event_name, identifier: cancel.identifier });
  return {
    object: 'billing.meter_event_adjustment',
    cancel: { identifier },
    event_name,
    livemode: false,
    status: 'complete',
    type: 'cancel',
  };
}

const codes: Partial<Record<MeterProblem['code'], string>> = {
  archived_meter: 'resource_missing',
  meter_event_no_customer_defined: 'parameter_missing',
  meter_event_value_not_found: 'parameter_missing',
  no_meter: 'resource_missing',
};

function refusal({ code, message, param }: MeterProblem): Error {
  const known = codes[code];
  return invalidRequest({ message, param, ...(known === undefined ? {} : { code: known }) });
}

function refuseLong(text: string, param: string): void {
  if (text.length <= 100) return;
  throw invalidRequest({ message: `Invalid string: ${text.slice(0, 30)}...; must be at most 100 characters`, param });
}
