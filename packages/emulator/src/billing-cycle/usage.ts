import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import type { Period } from './periods.ts';

type MeterEvent = Stripe.Billing.MeterEvent;

/** Of events that fall in one window of the meter, only the newest counts. */
function newestPerWindow(events: MeterEvent[], window: Stripe.Billing.Meter['event_time_window']): MeterEvent[] {
  if (window === null) return events;
  const seconds = window === 'hour' ? 3600 : 86_400;
  const newest = new Map(events.map((event) => [Math.floor(event.timestamp / seconds), event]));
  return [...newest.values()];
}

/**
 * How much of a metered price a customer used in a period, by the meter's aggregation. Every item on the same meter counts
 * the same events.
 */
export function meteredUsage(
  tx: Tx,
  { price, customer, period }: { price: Stripe.Price; customer: string; period: Period },
): number {
  const meter = tx.find('billing.meter', idOf(price.recurring?.meter));
  if (!meter) return 0;
  const customerKey = meter.customer_mapping.event_payload_key;
  const valueKey = meter.value_settings.event_payload_key;
  const events = tx
    .list('billing.meter_event', { event_name: meter.event_name })
    .filter((event) => event.payload[customerKey] === customer)
    .filter((event) => event.timestamp >= period.start && event.timestamp < period.end)
    .toSorted((one, other) => one.timestamp - other.timestamp);
  const counted = newestPerWindow(events, meter.event_time_window);
  const values = counted.map((event) => Number(event.payload[valueKey]));
  switch (meter.default_aggregation.formula) {
    case 'count':
      return counted.length;
    case 'last':
      return Math.trunc(values.at(-1) ?? 0);
    default:
      return Math.trunc(values.reduce((sum, value) => sum + value, 0));
  }
}
