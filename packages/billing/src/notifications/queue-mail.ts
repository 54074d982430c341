import { realTime } from '../kernel/clock.ts';
import { newId } from '../kernel/ids.ts';
import type { Tx } from '../kernel/transact.ts';
import { wakeAfterCommit } from '../kernel/wake.ts';
import type { MailKindName, MailProps } from './mail-kinds.ts';
import { insertMail } from './table.ts';

/**
 * Writes a mail down in the transaction of what it tells of: it goes out if, and only if, that is committed.
 *
 * @param key What it is about: one mail for each kind and key, ever. Name the object and the attempt or period.
 * @param props What the wording needs, as JSON: dates as ISO 8601.
 */
export async function queueMail<Kind extends MailKindName>(
  tx: Tx,
  { kind, key, to, props }: { kind: Kind; key: string; to: string; props: MailProps[Kind] },
): Promise<void> {
  const isNew = await insertMail(tx.db, {
    id: newId('mail'),
    kind,
    key,
    to,
    props,
    queuedAt: tx.now,
    dueAt: realTime.now(),
  });
  if (isNew) await wakeAfterCommit(tx, 'mail');
}
