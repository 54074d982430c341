import type { Billing } from '../kernel/billing.ts';
import { realTime } from '../kernel/clock.ts';
import { redactText } from '../kernel/log.ts';
import type { Looked, Rumour } from '../kernel/refreshers.ts';
import { isStripeOutage } from '../kernel/stripe-client.ts';
import type { LookPace } from './look-pace.ts';
import { claimEvents, finishEvents, returnEvents, type ClaimedEvent } from './table.ts';

export interface InboxPace {
  readonly pace: LookPace;
  /** How long a worker holds what it took; what a dead one held is free again after that. */
  readonly leaseMs: number;
  /** Events of one claim. */
  readonly batch: number;
}

/** After so many failed looks an event is parked, for a person; outages of Stripe's do not count. Some 20 minutes. */
const attemptsBeforeParking = 10;
const longestWaitMs = 5 * 60_000;

/**
 * Works through events that are due: all that are about one object are one look. An event is done only when its look is
 * stored; a worker that dies before leaves it to the next.
 *
 * @returns How many events were taken. Zero: nothing is due.
 */
export async function drainInbox(billing: Billing, { pace, leaseMs, batch }: InboxPace): Promise<number> {
  const now = realTime.now();
  const leaseUntil = new Date(now.getTime() + leaseMs);
  const claimed = await claimEvents(billing.db, { now, leaseUntil, limit: batch });
  const groups = Map.groupBy(claimed, ({ lookKey }) => lookKey);
  await Promise.all([...groups.values()].map((events) => pace.run(() => lookAndFinish(billing, events))));
  return claimed.length;
}

async function lookAndFinish(billing: Billing, events: readonly ClaimedEvent[]): Promise<void> {
  const ids = events.map(({ id }) => id);
  try {
    const looked = await look(billing, events);
    await finishEvents(billing.db, ids, {
      ...(looked === 'stored' ? { state: 'done', reason: null } : { state: 'ignored', reason: 'it is not ours' }),
      at: billing.clock.now(),
    });
  } catch (error) {
    await giveBack(billing, events, error);
  }
}

async function look(billing: Billing, events: readonly ClaimedEvent[]): Promise<Looked> {
  const [first] = events;
  const refresher = first === undefined ? undefined : billing.refreshers[first.type];
  if (first === undefined || refresher === undefined) throw new Error(`Nobody looks at ${first?.type} any more.`);
  const objectId = first.lookKey.slice(refresher.noun.length + 1);
  return refresher.look(billing, objectId, events.map(toRumour));
}

function toRumour({ id, type, occurredAt, payload }: ClaimedEvent): Rumour {
  const event = JSON.parse(payload) as { data: { object: Record<string, unknown> } };
  return { eventId: id, type, occurredAt, object: event.data.object };
}

async function giveBack(billing: Billing, events: readonly ClaimedEvent[], error: unknown): Promise<void> {
  const isOutage = isStripeOutage(error);
  const reason = redactText(error instanceof Error ? error.message : String(error)).slice(0, 500);
  for (const { id, type, attempts } of events) {
    const isParked = !isOutage && attempts >= attemptsBeforeParking;
    const waitMs = Math.min(longestWaitMs, 500 * 2 ** Math.min(attempts, 20));
    const dueAt = isParked ? null : new Date(realTime.now().getTime() + waitMs);
    await returnEvents(billing.db, [id], { dueAt, reason });
    const about = { event: id, type, attempts, err: error };
    if (isParked) billing.log.error(about, 'an event was given up and parked');
    else billing.log.warn({ ...about, waitMs }, 'an event could not be worked through yet');
  }
}
