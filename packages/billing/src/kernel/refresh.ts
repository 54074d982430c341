import { sql } from 'kysely';
import type { Billing } from './billing.ts';
import { transact, type Tx } from './transact.ts';

/**
 * Looks at an object at Stripe and stores what was seen. The one road into every table that mirrors Stripe.
 *
 * A ticket is drawn before the read; the answer is stored only if no later ticket has stored yet. So an old answer that
 * arrives late cannot land on a newer row, no lock is held while Stripe answers, and whoever looks because something
 * changed ends in a row at least as new as that change: either its own answer is stored or a later look's was.
 * See docs/adr/0002-tickets-not-locks.md.
 *
 * @param objectId Stripe's id; the ticket is per object.
 * @param look Reads from Stripe. Everything that is stored must come from here, read after the ticket.
 * @param store Writes the row through `tx` and reports changes; runs in the ticket's transaction.
 * @returns What `store` returned, or `superseded` when a later look has already stored.
 */
export async function refresh<Seen, Stored>(
  billing: Billing,
  {
    objectId,
    look,
    store,
  }: { objectId: string; look: () => Promise<Seen>; store: (tx: Tx, seen: Seen) => Promise<Stored> },
): Promise<{ superseded: true } | { superseded: false; stored: Stored }> {
  const ticket = await drawTicket(billing);
  const seen = await look();
  return transact(billing, async (tx) => {
    if (!(await isLatestLook(tx, { objectId, ticket }))) return { superseded: true };
    return { superseded: false, stored: await store(tx, seen) };
  });
}

async function drawTicket(billing: Billing): Promise<number> {
  const { rows } = await sql<{ ticket: number }>`select nextval('look_ticket') as ticket`.execute(billing.db);
  const row = rows[0];
  if (row === undefined) throw new Error('The sequence look_ticket gave no ticket.');
  return row.ticket;
}

/** Takes the object's row lock until the transaction ends, so that two answers are stored one after the other. */
async function isLatestLook(tx: Tx, { objectId, ticket }: { objectId: string; ticket: number }): Promise<boolean> {
  const row = await tx.db
    .insertInto('looks')
    .values({ object_id: objectId, ticket })
    .onConflict((conflict) =>
      conflict
        .column('object_id')
        .doUpdateSet({ ticket: (excluded) => excluded.ref('excluded.ticket') })
        .where('looks.ticket', '<', ticket),
    )
    .returning('ticket')
    .executeTakeFirst();
  return row !== undefined;
}
