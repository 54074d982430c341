import type { Billing } from '../kernel/billing.ts';
import type { Looked, Rumour } from '../kernel/refreshers.ts';
import { transact } from '../kernel/transact.ts';
import { refreshInvoice } from './projection.ts';
import { invoice, recordFailure } from './table.ts';

/** Looks at an invoice, and keeps what a look cannot show: which attempts failed before one went through. */
export async function lookAtInvoice(billing: Billing, id: string, rumours: readonly Rumour[]): Promise<Looked> {
  if ((await refreshInvoice(billing, id)) === null) return 'foreign';
  await recordFailures(billing, id, rumours);
  return 'stored';
}

async function recordFailures(billing: Billing, id: string, rumours: readonly Rumour[]): Promise<void> {
  const failed = rumours
    .filter(({ type, object }) => type === 'invoice.payment_failed' && typeof object['attempt_count'] === 'number')
    .sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime());
  if (failed.length === 0) return;
  await transact(billing, async (tx) => {
    const row = await invoice(tx.db, id);
    if (row === undefined) return;
    for (const { eventId, occurredAt: failedAt, object } of failed) {
      const attempt = Number(object['attempt_count']);
      // A second delivery, or another event about the same attempt, says nothing new.
      if (await recordFailure(tx.db, { invoiceId: id, attempt, eventId, failedAt }))
        tx.changed('invoice.payment_failed', { invoice: row, attempt, failedAt });
    }
  });
}
