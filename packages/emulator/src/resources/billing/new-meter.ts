import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

export function createMeter(tx: Tx, { params }: Call<Params<'POST /v1/billing/meters'>>): Stripe.Billing.Meter {
  refuseTakenName(tx, params.event_name);
  const now = tx.now();
  const meter = tx.insert('billing.meter', {
    id: tx.newId('mtr_test', 32),
    object: 'billing.meter',
    created: now,
    customer_mapping: params.customer_mapping ?? { event_payload_key: 'stripe_customer_id', type: 'by_id' },
    default_aggregation: { formula: params.default_aggregation.formula },
    display_name: params.display_name,
    event_name: params.event_name,
    event_time_window: params.event_time_window ?? null,
    livemode: false,
    status: 'active',
    status_transitions: { deactivated_at: null },
    updated: now,
    value_settings: params.value_settings ?? { event_payload_key: 'value' },
  });
  tx.emit('billing.meter.created', meter);
  return meter;
}

export function updateMeter(
  tx: Tx,
  { path, params }: Call<Params<'POST /v1/billing/meters/:id'>, 'id'>,
): Stripe.Billing.Meter {
  const before = tx.get('billing.meter', path.id);
  const display_name = params.display_name ?? before.display_name;
  const meter = tx.update('billing.meter', before.id, { display_name, updated: tx.now() });
  tx.emit('billing.meter.updated', meter, before);
  return meter;
}

/** Stops counting; prices that use the meter bill nothing new. */
export function deactivateMeter(tx: Tx, { path }: Call<object, 'id'>): Stripe.Billing.Meter {
  const before = tx.get('billing.meter', path.id);
  if (before.status === 'inactive') throw invalidRequest({ message: `The meter ${before.id} is already inactive.` });
  const now = tx.now();
  const status_transitions = { deactivated_at: now };
  const meter = tx.update('billing.meter', before.id, { status: 'inactive', status_transitions, updated: now });
  tx.emit('billing.meter.deactivated', meter, before);
  return meter;
}

export function reactivateMeter(tx: Tx, { path }: Call<object, 'id'>): Stripe.Billing.Meter {
  const before = tx.get('billing.meter', path.id);
  if (before.status === 'active') throw invalidRequest({ message: `The meter ${before.id} is already active.` });
  refuseTakenName(tx, before.event_name);
  const status_transitions = { deactivated_at: null };
  const meter = tx.update('billing.meter', before.id, { status: 'active', status_transitions, updated: tx.now() });
  tx.emit('billing.meter.reactivated', meter, before);
  return meter;
}

/** The active meter of an event name, if there is one. */
export function activeMeter(tx: Tx, eventName: string): Stripe.Billing.Meter | undefined {
  return tx.list('billing.meter', { event_name: eventName, status: 'active' })[0];
}

/** The meter that has an event name, or had it last. */
export function latestMeter(tx: Tx, eventName: string): Stripe.Billing.Meter | undefined {
  return activeMeter(tx, eventName) ?? tx.list('billing.meter', { event_name: eventName })[0];
}

function refuseTakenName(tx: Tx, eventName: string): void {
  const holder = activeMeter(tx, eventName);
  if (!holder) return;
  const message = `An active meter (${holder.id}) with the event name ${eventName} already exists.`;
  throw invalidRequest({ code: 'resource_already_exists', param: 'event_name', message });
}
