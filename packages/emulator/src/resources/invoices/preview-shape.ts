import type Stripe from 'stripe';
import { listOfParts } from '../../kernel/read-operations.ts';

/** A preview has an id of its own, and no lines or number that anybody could look up. */
export function shownAsPreview(invoice: Stripe.Invoice): Stripe.Invoice {
  const id = `upcoming_${invoice.id}`;
  const data = invoice.lines.data.map((line) => ({ ...line, invoice: id }));
  return { ...invoice, id, auto_advance: false, lines: listOfParts(data, `/v1/invoices/${id}/lines`) };
}

/** An invoice that was made only to be looked at, before anybody finalized or paid it. */
export function madeAsPreview(invoice: Stripe.Invoice): Stripe.Invoice {
  return {
    ...shownAsPreview(invoice),
    amount_paid: 0,
    amount_remaining: invoice.amount_due,
    attempt_count: 0,
    attempted: false,
    automatically_finalizes_at: null,
    effective_at: null,
    ending_balance: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    next_payment_attempt: null,
    number: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    webhooks_delivered_at: null,
  };
}
