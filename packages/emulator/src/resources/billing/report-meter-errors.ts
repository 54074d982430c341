// Stripe looks at many reported uses only after it has answered, and tells of those that are wrong by thin events.
import type Stripe from 'stripe';
import { addressOfObject } from '../../kernel/thin-events.ts';
import type { Tx } from '../../kernel/tx.ts';
import { isoTime } from '../../kernel/v2-times.ts';
import type { MeterProblemCode, TakenUse } from './take-meter-event.ts';

/** One use that will not be billed, and why. */
export interface MeterError {
  code: MeterProblemCode | 'meter_event_customer_not_found';
  message: string;
  identifier: string;
  /** Undefined when no meter has the event's name. */
  meter: Stripe.Billing.Meter | undefined;
}

const windowSeconds = 10;
const mostSamples = 5;

/** A use of a customer that does not exist is taken, and billed to nobody. */
export function reportUnknownCustomer(tx: Tx, taken: TakenUse): void {
  const error = unknownCustomer(tx, taken);
  if (error) reportMeterErrors(tx, [error]);
}

export function unknownCustomer(tx: Tx, { meter, event }: TakenUse): MeterError | undefined {
  const { customer, identifier } = event;
  if (tx.find('customer', customer)) return undefined;
  const message = `Customer ${customer} not found.`;
  return { code: 'meter_event_customer_not_found', message, identifier, meter };
}

/** One thin event for each meter, and one for all names that no meter has. */
export function reportMeterErrors(tx: Tx, errors: readonly MeterError[]): void {
  for (const [meter, own] of Map.groupBy(errors, (error) => error.meter?.id ?? null)) {
    const data = reportOf(own, tx.now());
    if (meter === null) tx.emitThin('v1.billing.meter.no_meter_found', { data });
    else {
      const related = { id: meter, type: 'billing.meter', url: addressOfObject('billing.meter', meter) ?? '' };
      tx.emitThin('v1.billing.meter.error_report_triggered', { data, related });
    }
  }
}

function reportOf(errors: readonly MeterError[], now: number): object {
  const count = errors.length;
  const start = Math.floor(now / windowSeconds) * windowSeconds;
  return {
    developer_message_summary: count === 1 ? 'There is 1 invalid event' : `There are ${count} invalid events`,
    reason: {
      error_count: count,
      error_types: [...Map.groupBy(errors, ({ code }) => code)].map(([code, of]) => ({
        code,
        error_count: of.length,
        sample_errors: of.slice(0, mostSamples).map(({ message, identifier }) => ({
          error_message: message,
          request: { identifier },
        })),
      })),
    },
    validation_end: isoTime(start + windowSeconds),
    validation_start: isoTime(start),
  };
}
