import { z } from 'zod';
import type { Billing } from '../kernel/billing.ts';
import { realTime } from '../kernel/clock.ts';
import { BillingError } from '../kernel/errors.ts';
import type { Refresher } from '../kernel/refreshers.ts';
import { fromStripeTime } from '../kernel/time.ts';
import { transact } from '../kernel/transact.ts';
import { wakeAfterCommit } from '../kernel/wake.ts';
import { GroupCommit } from './group-commit.ts';
import { storeEvents, type ReceivedEvent } from './table.ts';
import { verifyWebhook } from './verify-webhook.ts';

/** What we rely on in an event; the rest of it is kept as text. */
const StripeEvent = z.object({
  id: z.string().regex(/^evt_\w{1,250}$/),
  object: z.literal('event'),
  type: z.string().min(1).max(255),
  api_version: z.string().nullish(),
  created: z.number().int().nonnegative(),
  livemode: z.boolean(),
  data: z.object({ object: z.record(z.string(), z.unknown()) }),
});

export type ReceiveWebhook = (delivery: { body: Buffer; signature: string | undefined }) => Promise<void>;

/**
 * Takes Stripe's deliveries: verified by their raw bytes, stored once, and answered only after the commit. What they mean
 * is the worker's business.
 *
 * @returns A function that throws BillingError `invalid_webhook` for a delivery that is not Stripe's, having stored nothing.
 */
export function createInbox(billing: Billing): ReceiveWebhook {
  const group = new GroupCommit<ReceivedEvent>((events) =>
    transact(billing, async (tx) => {
      // Two deliveries of one event may meet in one group, and one statement may not name a row twice.
      await storeEvents(tx.db, [...new Map(events.map((event) => [event.id, event])).values()]);
      await wakeAfterCommit(tx, 'inbox');
    }),
  );
  return async ({ body, signature }) => {
    verifyWebhook(body, { header: signature, secrets: billing.webhookSecrets, now: realTime.now() });
    await group.add(readEvent(billing, body.toString('utf8')));
  };
}

function readEvent(billing: Billing, payload: string): ReceivedEvent {
  const event = parse(payload);
  const { object } = event.data;
  const refresher = billing.refreshers[event.type];
  const lookedAt = refresher === undefined ? null : idToLookAt(refresher, object);
  return {
    id: event.id,
    type: event.type,
    lookKey: refresher === undefined || lookedAt === null ? null : `${refresher.noun}:${lookedAt}`,
    objectId: textOf(object['id']),
    livemode: event.livemode,
    apiVersion: event.api_version ?? null,
    occurredAt: fromStripeTime(event.created),
    receivedAt: billing.clock.now(),
    payload,
    ignoredBecause: reasonToIgnore(billing, { livemode: event.livemode, refresher, lookedAt }),
    dueAt: realTime.now(),
  };
}

function parse(payload: string): z.infer<typeof StripeEvent> {
  try {
    return StripeEvent.parse(JSON.parse(payload));
  } catch (error) {
    throw new BillingError('invalid_webhook', 'The body is signed but is not an event of Stripe’s.', { cause: error });
  }
}

function reasonToIgnore(
  { settings }: Billing,
  about: { livemode: boolean; refresher: Refresher | undefined; lookedAt: string | null },
): string | null {
  if (about.livemode !== settings.stripe.livemode)
    return `a ${about.livemode ? 'live' : 'test'} event at a ${about.livemode ? 'test' : 'live'} installation`;
  if (about.refresher === undefined) return 'nothing here follows from events of this type';
  return about.lookedAt === null ? 'it is about nothing that can be looked at' : null;
}

function idToLookAt({ idIn }: Refresher, object: Record<string, unknown>): string | null {
  return idIn === undefined ? textOf(object['id']) : idIn(object);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
