import type Stripe from 'stripe';
import { invalidRequest, type StripeError } from '../../kernel/errors.ts';

/** @throws StripeError `invoice_not_editable` unless the invoice is a draft. */
export function checkDraft(invoice: Stripe.Invoice): void {
  if (invoice.status === 'draft') return;
  throw invalidRequest({
    code: 'invoice_not_editable',
    message: 'Invalid invoice: This invoice is no longer editable',
  });
}

/** What Stripe says of open invoices alone, also where it takes uncollectible ones too. */
export function notOpen(): StripeError {
  return invalidRequest({ message: "You can only pass in open invoices. This invoice isn't open." });
}
