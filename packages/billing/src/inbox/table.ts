import { sql, type Kysely, type Transaction } from 'kysely';
import type { Tables } from '../kernel/tables.ts';

declare module '../kernel/tables.ts' {
  interface Tables {
    webhook_events: WebhookEventTable;
  }
}

/**
 *   received ──nobody looks at such events, or the other mode──> ignored
 *      └──> pending ──looked at──> done
 *               │  └──not ours──> ignored
 *               └──failed too often──> parked ──by hand──> pending
 */
export type WebhookEventState = 'pending' | 'done' | 'ignored' | 'parked';

interface WebhookEventTable {
  id: string;
  type: string;
  look_key: string | null;
  object_id: string | null;
  livemode: boolean;
  api_version: string | null;
  occurred_at: Date;
  received_at: Date;
  payload: string;
  state: WebhookEventState;
  reason: string | null;
  attempts: number;
  due_at: Date;
  claimed_until: Date | null;
  done_at: Date | null;
}

export interface ReceivedEvent {
  readonly id: string;
  readonly type: string;
  readonly lookKey: string | null;
  readonly objectId: string | null;
  readonly livemode: boolean;
  readonly apiVersion: string | null;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  /** The raw body, as it was signed. */
  readonly payload: string;
  /** Set when it is kept but never looked at. */
  readonly ignoredBecause: string | null;
  /** In real time. */
  readonly dueAt: Date;
}

type Db = Kysely<Tables>;

/** One statement for all: each event once, however often and in how many processes it is delivered. */
export async function storeEvents(db: Transaction<Tables>, events: readonly ReceivedEvent[]): Promise<void> {
  await db
    .insertInto('webhook_events')
    .values(
      events.map((event) => ({
        id: event.id,
        type: event.type,
        look_key: event.lookKey,
        object_id: event.objectId,
        livemode: event.livemode,
        api_version: event.apiVersion,
        occurred_at: event.occurredAt,
        received_at: event.receivedAt,
        payload: event.payload,
        state: event.ignoredBecause === null ? ('pending' as const) : ('ignored' as const),
        reason: event.ignoredBecause,
        attempts: 0,
        due_at: event.dueAt,
      })),
    )
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

export interface ClaimedEvent {
  readonly id: string;
  readonly type: string;
  readonly lookKey: string;
  readonly occurredAt: Date;
  readonly payload: string;
  readonly attempts: number;
}

/**
 * Takes events that are due, the oldest first, and holds them until `leaseUntil`. Events of one object that another worker
 * is looking at are left alone: they wait for the next look, which sees whatever they tell of.
 */
export async function claimEvents(
  db: Db,
  { now, leaseUntil, limit }: { now: Date; leaseUntil: Date; limit: number },
): Promise<ClaimedEvent[]> {
  const { rows } = await sql<ClaimedEvent>`
    with due as (
      select e.id from webhook_events e
      where e.state = 'pending' and e.due_at <= ${now} and (e.claimed_until is null or e.claimed_until <= ${now})
        and not exists (
          select 1 from webhook_events busy
          where busy.look_key = e.look_key and busy.state = 'pending' and busy.claimed_until > ${now})
      order by e.received_at, e.id
      limit ${limit}
      for update skip locked
    )
    update webhook_events e set claimed_until = ${leaseUntil}, attempts = e.attempts + 1
    from due where e.id = due.id
    returning e.id, e.type, e.look_key as "lookKey", e.occurred_at as "occurredAt", e.payload, e.attempts`.execute(db);
  return rows;
}

export async function finishEvents(
  db: Db,
  ids: readonly string[],
  { state, reason, at }: { state: 'done' | 'ignored'; reason: string | null; at: Date },
): Promise<void> {
  await db
    .updateTable('webhook_events')
    .set({ state, reason, done_at: at, claimed_until: null })
    .where('id', 'in', ids)
    .where('state', '=', 'pending')
    .execute();
}

/** Gives events back after a failure: due again later, or parked for a person to look at. */
export async function returnEvents(
  db: Db,
  ids: readonly string[],
  { dueAt, reason }: { dueAt: Date | null; reason: string },
): Promise<void> {
  await db
    .updateTable('webhook_events')
    .set({
      claimed_until: null,
      reason,
      ...(dueAt === null ? { state: 'parked' as const } : { due_at: dueAt }),
    })
    .where('id', 'in', ids)
    .where('state', '=', 'pending')
    .execute();
}

/** Parked events, the oldest first: what a person has to look at. */
export async function listParkedEvents(db: Db): Promise<{ id: string; type: string; reason: string | null }[]> {
  return db
    .selectFrom('webhook_events')
    .select(['id', 'type', 'reason'])
    .where('state', '=', 'parked')
    .orderBy('received_at')
    .limit(1000)
    .execute();
}

/** Makes parked events due again. @returns How many there were. */
export async function requeueParkedEvents(db: Db, { now }: { now: Date }): Promise<number> {
  const requeued = await db
    .updateTable('webhook_events')
    .set({ state: 'pending', attempts: 0, due_at: now, claimed_until: null })
    .where('state', '=', 'parked')
    .returning('id')
    .execute();
  return requeued.length;
}

/** Frees events that a process held when it died. Only where nobody else can be at work: on PGlite, at the start. */
export async function releaseClaims(db: Db): Promise<void> {
  await db
    .updateTable('webhook_events')
    .set({ claimed_until: null })
    .where('state', '=', 'pending')
    .where('claimed_until', 'is not', null)
    .execute();
}
