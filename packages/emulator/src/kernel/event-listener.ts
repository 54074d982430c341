import type { Delivery } from './deliveries.ts';
import type { SendOutcome } from './send-webhook.ts';

/**
 * Somebody who hears of every event over a connection of their own, for as long as it is open (the Stripe CLI). A listener
 * is no object: it goes with its connection, and so does what it is owed.
 */
export interface EventListener {
  id: string;
  /** Where the listener takes events to, for people who look. */
  url: string;
  /** What events are signed with. */
  secret: string;
  /** Resolves with the listener's answer, and when there is none, with that. */
  send(message: { delivery: Delivery; body: string; signature: string }): Promise<SendOutcome>;
}
