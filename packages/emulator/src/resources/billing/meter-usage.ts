import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { fractionsPerUnit, parseDecimal } from '../../money/decimal-fraction.ts';
import { usageKey } from './kept-meter-event.ts';
import type { KeptMeterEvent } from './kept-meter-event.ts';

const windowSeconds: Record<string, number> = { hour: 3600, day: 86_400 };

export interface UsageQuestion {
  meter: string | { id: string };
  customer: string | { id: string };
  /** Seconds; uses at `start` count, uses at `end` do not. */
  start: number;
  end: number;
}

/** What a meter measured of a customer, by its own formula. */
export function meterUsage(tx: Tx, question: UsageQuestion): number {
  return aggregate(tx.get('billing.meter', question.meter), usesOf(tx, question));
}

/** The uses themselves, newest report first, without those that were taken back. */
export function usesOf(tx: Tx, { meter, customer, start, end }: UsageQuestion): KeptMeterEvent[] {
  return tx
    .list('_meter_event', { usage: usageKey(idOf(meter), idOf(customer)) })
    .filter((event) => !event.isCanceled && event.timestamp >= start && event.timestamp < end);
}

/** One number for uses, by the meter's formula. */
export function aggregate(meter: Stripe.Billing.Meter, events: readonly KeptMeterEvent[]): number {
  const counted = newestPerWindow(events, meter.event_time_window);
  switch (meter.default_aggregation.formula) {
    case 'count':
      return counted.length;
    case 'last':
      return numberOf(parseDecimal(newest(counted)?.value ?? '0'));
    default:
      return numberOf(counted.reduce((sum, event) => sum + parseDecimal(event.value), 0n));
  }
}

/** With a window, a later value replaces the earlier ones of its hour or day. */
function newestPerWindow(events: readonly KeptMeterEvent[], window: string | null): readonly KeptMeterEvent[] {
  const seconds = window === null ? undefined : windowSeconds[window];
  if (seconds === undefined) return events;
  const windows = Map.groupBy(events, (event) => Math.floor(event.timestamp / seconds));
  return [...windows.values()].flatMap((inWindow) => newest(inWindow) ?? []);
}

/** Latest by the time of use; of several at one second, the one reported last (events come newest first). */
function newest(events: readonly KeptMeterEvent[]): KeptMeterEvent | undefined {
  return events.reduce<KeptMeterEvent | undefined>(
    (latest, event) => (latest === undefined || event.timestamp > latest.timestamp ? event : latest),
    undefined,
  );
}

function numberOf(fractions: bigint): number {
  return Number(fractions) / Number(fractionsPerUnit);
}
