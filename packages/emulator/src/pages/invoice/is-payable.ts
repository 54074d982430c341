import type Stripe from 'stripe';

/** Whether somebody can still pay an invoice; one that was written off can be paid too. */
export function isPayable(invoice: Stripe.Invoice): boolean {
  return (invoice.status === 'open' || invoice.status === 'uncollectible') && invoice.amount_remaining > 0;
}
