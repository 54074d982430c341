/** One reported use. Stripe's meter events have no id of their own; ours do, to be kept. */
export interface KeptMeterEvent {
  id: string;
  object: '_meter_event';
  /** Meter and customer together: what usage is summed by. */
  usage: string;
  identifier: string;
  customer: string;
  /** A decimal number as text. */
  value: string;
  /** Seconds; when the use happened. */
  timestamp: number;
  created: number;
  isCanceled: boolean;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _meter_event: KeptMeterEvent;
  }
}

export function usageKey(meter: string, customer: string): string {
  return `${meter} ${customer}`;
}
