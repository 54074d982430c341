import { sql, type Kysely } from 'kysely';
import { json, type JsonColumn, type Tables } from '../kernel/tables.ts';

declare module '../kernel/tables.ts' {
  interface Tables {
    outgoing_mail: OutgoingMailTable;
  }
}

interface OutgoingMailTable {
  id: string;
  kind: string;
  key: string;
  recipient: string;
  props: JsonColumn<unknown>;
  state: 'queued' | 'sent' | 'dropped' | 'parked';
  attempts: number;
  due_at: Date;
  queued_at: Date;
  settled_at: Date | null;
  last_error: string | null;
  subject: string | null;
  body_text: string | null;
  body_html: string | null;
}

/** A mail that one worker has taken, and nobody else will until its lease ends. */
export interface ClaimedMail {
  readonly id: string;
  readonly kind: string;
  readonly recipient: string;
  readonly props: unknown;
  /** This one included. */
  readonly attempts: number;
}

export interface KeptMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly sentAt: Date;
}

type Db = Kysely<Tables>;

/** @returns Whether it is new; the same kind and key a second time is not. */
export async function insertMail(
  db: Db,
  mail: { id: string; kind: string; key: string; to: string; props: unknown; queuedAt: Date; dueAt: Date },
): Promise<boolean> {
  const inserted = await db
    .insertInto('outgoing_mail')
    .values({
      id: mail.id,
      kind: mail.kind,
      key: mail.key,
      recipient: mail.to,
      props: json(mail.props),
      state: 'queued',
      attempts: 0,
      queued_at: mail.queuedAt,
      due_at: mail.dueAt,
    })
    .onConflict((conflict) => conflict.columns(['kind', 'key']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** Takes the mail that is due longest, if any, until `leaseUntil`; a worker that dies lets go of it then. */
export async function claimMail(
  db: Db,
  { at, leaseUntil }: { at: Date; leaseUntil: Date },
): Promise<ClaimedMail | undefined> {
  const row = await db
    .updateTable('outgoing_mail')
    .set({ due_at: leaseUntil, attempts: sql<number>`attempts + 1` })
    .where('id', 'in', (query) =>
      query
        .selectFrom('outgoing_mail')
        .select('id')
        .where('state', '=', 'queued')
        .where('due_at', '<=', at)
        .orderBy('due_at')
        .orderBy('id')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'kind', 'recipient', 'props', 'attempts'])
    .executeTakeFirst();
  return row;
}

/** @param content Left out where nothing is kept. */
export async function markMailSent(
  db: Db,
  { id, at, content }: { id: string; at: Date; content?: { subject: string; text: string; html: string } },
): Promise<void> {
  await db
    .updateTable('outgoing_mail')
    .set({
      state: 'sent',
      settled_at: at,
      last_error: null,
      ...(content && { subject: content.subject, body_text: content.text, body_html: content.html }),
    })
    .where('id', '=', id)
    .execute();
}

export async function markMailDropped(db: Db, { id, at }: { id: string; at: Date }): Promise<void> {
  await db.updateTable('outgoing_mail').set({ state: 'dropped', settled_at: at }).where('id', '=', id).execute();
}

export async function markMailFailed(
  db: Db,
  { id, error, nextTry, at }: { id: string; error: string; nextTry: Date | null; at: Date },
): Promise<void> {
  await db
    .updateTable('outgoing_mail')
    .set(
      nextTry === null
        ? { state: 'parked', settled_at: at, last_error: error }
        : { due_at: nextTry, last_error: error },
    )
    .where('id', '=', id)
    .execute();
}

/** Lets parked mail try again from the start. */
export async function requeueParkedMail(db: Db, { dueAt }: { dueAt: Date }): Promise<number> {
  const result = await db
    .updateTable('outgoing_mail')
    .set({ state: 'queued', attempts: 0, due_at: dueAt, settled_at: null })
    .where('state', '=', 'parked')
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

export async function listParkedMail(
  db: Db,
): Promise<{ id: string; kind: string; key: string; attempts: number; lastError: string | null }[]> {
  const rows = await db
    .selectFrom('outgoing_mail')
    .select(['id', 'kind', 'key', 'attempts', 'last_error'])
    .where('state', '=', 'parked')
    .orderBy('queued_at')
    .execute();
  return rows.map(({ last_error: lastError, ...row }) => ({ ...row, lastError }));
}

/** What the sandbox's mailbox shows, newest first. */
export async function listKeptMail(db: Db): Promise<KeptMail[]> {
  const rows = await db
    .selectFrom('outgoing_mail')
    .select(['recipient', 'subject', 'body_text', 'body_html', 'settled_at'])
    .where('state', '=', 'sent')
    .where('subject', 'is not', null)
    .orderBy('settled_at', 'desc')
    .orderBy('queued_at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  return rows.map((row) => ({
    to: row.recipient,
    subject: row.subject ?? '',
    text: row.body_text ?? '',
    html: row.body_html ?? '',
    sentAt: row.settled_at ?? new Date(0),
  }));
}
