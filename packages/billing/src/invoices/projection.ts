import { isDeepStrictEqual } from 'node:util';
import type { Stripe } from 'stripe';
import { lockCustomer, userOfCustomer } from '../customers/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { money } from '../kernel/money.ts';
import { idOf } from '../kernel/reference.ts';
import { refresh } from '../kernel/refresh.ts';
import { isMissingAtStripe } from '../kernel/stripe-client.ts';
import { fromOptionalStripeTime, fromStripeTime } from '../kernel/time.ts';
import { invoice, removeInvoice, storeInvoice, type InvoiceRow } from './table.ts';

/**
 * Looks at an invoice at Stripe and stores what was seen; the one road into `invoices`.
 *
 * @returns The row as it now is; null when the invoice is not ours, or was a draft and is deleted.
 */
export async function refreshInvoice(billing: Billing, id: string): Promise<InvoiceRow | null> {
  const look = await refresh(billing, {
    objectId: id,
    look: () => lookAt(billing, id),
    store: async (tx, seen): Promise<InvoiceRow | null> => {
      if (seen === null) {
        await removeInvoice(tx.db, id);
        return null;
      }
      await lockCustomer(tx.db, seen.userId);
      const before = await invoice(tx.db, id);
      if (isDeepStrictEqual(before, seen)) return seen;
      await storeInvoice(tx.db, seen);
      tx.changed('invoice.changed', { before, after: seen });
      return seen;
    },
  });
  return look.superseded ? ((await invoice(billing.db, id)) ?? null) : look.stored;
}

async function lookAt(billing: Billing, id: string): Promise<InvoiceRow | null> {
  const seen = await readInvoice(billing, id);
  if (seen === null || seen.livemode !== billing.settings.stripe.livemode) return null;
  const customerId = idOf(seen.customer);
  const userId = customerId === null ? null : await userOfCustomer(billing, customerId);
  if (customerId === null || userId === null) return null;
  return {
    id,
    userId,
    customerId,
    subscriptionId: idOf(seen.parent?.subscription_details?.subscription),
    status: seen.status ?? 'draft',
    number: seen.number,
    billingReason: seen.billing_reason,
    total: money(seen.total, seen.currency),
    amountDue: seen.amount_due,
    amountPaid: seen.amount_paid,
    amountRemaining: seen.amount_remaining,
    attemptCount: seen.attempt_count,
    nextPaymentAttempt: fromOptionalStripeTime(seen.next_payment_attempt),
    lastPaymentError: seen.status === 'open' ? lastPaymentError(seen) : null,
    hostedInvoiceUrl: seen.hosted_invoice_url ?? null,
    invoicePdf: seen.invoice_pdf ?? null,
    periodStart: fromStripeTime(seen.period_start),
    periodEnd: fromStripeTime(seen.period_end),
    finalizedAt: fromOptionalStripeTime(seen.status_transitions.finalized_at),
    paidAt: fromOptionalStripeTime(seen.status_transitions.paid_at),
    createdAt: fromStripeTime(seen.created),
  };
}

/** Payments are absent unless asked for; why the last one failed stands on its payment intent. */
async function readInvoice(billing: Billing, id: string): Promise<Stripe.Invoice | null> {
  try {
    return await billing.stripe.invoices.retrieve(id, { expand: ['payments.data.payment.payment_intent'] });
  } catch (error) {
    if (isMissingAtStripe(error)) return null;
    throw error;
  }
}

function lastPaymentError({ payments }: Stripe.Invoice): string | null {
  for (const { payment } of payments?.data ?? []) {
    const intent = payment.payment_intent;
    const error = typeof intent === 'object' ? intent?.last_payment_error : undefined;
    if (error !== undefined && error !== null) return error.decline_code ?? error.code ?? 'generic_decline';
  }
  return null;
}
