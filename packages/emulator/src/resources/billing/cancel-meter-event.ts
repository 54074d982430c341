import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { KeptMeterEvent } from './kept-meter-event.ts';
import { latestMeter } from './new-meter.ts';

const day = 86_400;

/**
 * Takes back a use that was reported within the last day.
 *
 * @throws StripeError when there is none of this identifier and name, or it was taken back already.
 */
export function cancelMeterEvent(
  tx: Tx,
  { event_name, identifier }: { event_name: string; identifier: string },
): KeptMeterEvent {
  const meter = latestMeter(tx, event_name);
  if (!meter) {
    const message = `No meter found corresponding to event name ${event_name}.`;
    throw invalidRequest({ code: 'resource_missing', param: 'event_name', message });
  }
  const [event] = tx
    .list('_meter_event', { identifier })
    .filter((each) => meterOf(tx, each) === event_name && tx.now({ customer: each.customer }) - each.created <= day);
  if (!event) {
    const message = `No meter event of the last 24 hours has the identifier ${identifier}.`;
    throw invalidRequest({ code: 'resource_missing', param: 'cancel[identifier]', message });
  }
  if (event.isCanceled) {
    const message = `The meter event with the identifier ${identifier} has already been cancelled.`;
    throw invalidRequest({ param: 'cancel[identifier]', message });
  }
  return tx.update('_meter_event', event.id, { isCanceled: true });
}

function meterOf(tx: Tx, { usage }: KeptMeterEvent): string | undefined {
  return tx.find('billing.meter', usage.split(' ', 1)[0])?.event_name;
}
