import { finalizeInvoice } from '../../billing-cycle/finalize-invoice.ts';
import { followPaidInvoice } from '../../billing-cycle/subscription-status.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';

/** @see https://docs.stripe.com/api/invoices/finalize */
export const finalizeDraft: Handler<'POST /v1/invoices/:id/finalize'> = (tx, { path, params }) => {
  const draft = tx.get('invoice', path.id);
  if (draft.status !== 'draft') {
    const message = "This invoice is already finalized, you can't re-finalize a non-draft invoice.";
    throw invalidRequest({ message });
  }
  const { auto_advance: autoAdvance } = params;
  const invoice = finalizeInvoice(tx, { invoice: draft, ...(autoAdvance === undefined ? {} : { autoAdvance }) });
  if (invoice.status === 'paid') followPaidInvoice(tx, { invoice, intent: null });
  // With automatic advancement the payment follows by itself, in a moment.
  else if (invoice.auto_advance && invoice.collection_method === 'charge_automatically') {
    return tx.update('invoice', invoice.id, { next_payment_attempt: tx.now(invoice) + 3600 });
  }
  return tx.get('invoice', invoice.id);
};
