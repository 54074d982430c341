import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { accountSettings } from './account-settings.ts';
import { noteInvoice, type DueNotice } from './facts.ts';

const DAY = 86_400;

/** Notes what the due date of an invoice that was just finalized will bring. */
export function watchDueDate(tx: Tx, invoice: Stripe.Invoice): void {
  const { due_date: due } = invoice;
  if (due === null || invoice.collection_method !== 'send_invoice') return;
  const { willBeDueDays, overdueDays } = accountSettings(tx);
  const notices: DueNotice[] = [
    { at: due - willBeDueDays * DAY, what: 'will_be_due' },
    { at: due + overdueDays * DAY, what: 'overdue' },
    { at: due, what: 'past_due' },
  ];
  const now = tx.now(invoice);
  const dueNotices = notices
    .filter(({ at, what }) => what !== 'will_be_due' || at > now)
    .toSorted((one, other) => one.at - other.at);
  noteInvoice(tx, invoice.id, { dueNotices });
}
