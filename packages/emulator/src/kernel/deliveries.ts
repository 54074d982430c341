/** A webhook that is owed to an endpoint. It is gone once the endpoint acknowledged it; what was given up stays. */
export interface Delivery {
  id: string;
  event: string;
  endpoint: string;
  /** Type and object of the event, so that one can ask whether anybody still has to hear of it. */
  type: string;
  object_id: string;
  attempts: number;
  /** The machine's own milliseconds; null when it was given up. */
  next_attempt_at: number | null;
}

declare module './objects.ts' {
  interface StripeObjects {
    _delivery: Delivery;
  }
}
