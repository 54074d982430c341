import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';

/** @throws StripeError `invoice_not_editable` unless the invoice is a draft. */
export function checkDraft(invoice: Stripe.Invoice, verb: string): void {
  if (invoice.status === 'draft') return;
  throw invalidRequest({
    code: 'invoice_not_editable',
    message: `This invoice can no longer be ${verb}: its status is ${invoice.status}.`,
  });
}

/** @throws StripeError unless the invoice has one of the statuses. */
export function checkStatus(
  invoice: Stripe.Invoice,
  { allowed, verb }: { allowed: readonly string[]; verb: string },
): void {
  if (allowed.includes(invoice.status ?? '')) return;
  throw invalidRequest({
    message: `You can only pass in ${allowed.join(' or ')} invoices. This invoice isn't ${allowed.join(' or ')}, and cannot be ${verb}.`,
  });
}
