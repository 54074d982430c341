import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { noteFailedAttempt } from './collect-invoice.ts';
import { noteInvoice } from './facts.ts';
import { followFailedTry } from './invoice-due.ts';
import type { Attempt } from './retry-schedule.ts';
import { voidInvoice } from './void-invoice.ts';

/** The bank sent the debit of an invoice back. A first invoice is void then, and its subscription goes on. */
export function debitFailed(tx: Tx, { invoice, attempt }: { invoice: Stripe.Invoice; attempt: Attempt }): void {
  noteInvoice(tx, invoice.id, { debitedBy: null });
  const failed = noteFailedAttempt(tx, { invoice, attempt });
  if (invoice.billing_reason === 'subscription_create') voidInvoice(tx, failed);
  else followFailedTry(tx, failed);
}
