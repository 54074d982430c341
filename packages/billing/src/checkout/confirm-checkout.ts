import type { CheckoutConfirmation } from '@purser/contract';
import { refreshInvoice, type InvoiceRow } from '../invoices/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { BillingError } from '../kernel/errors.ts';
import { isCancelling, refreshSubscription, type SubscriptionRow } from '../subscriptions/index.ts';
import { refreshCheckoutSession } from './projection.ts';
import { checkoutSession, unfinishedSession, type CheckoutSessionRow } from './table.ts';

/**
 * What the success page shows. It may be asked before any webhook came, so it looks at Stripe itself, by the same
 * functions as the webhook: reaching the page is no proof of payment.
 *
 * @throws BillingError `unknown_checkout_session` for another user's session and for none alike.
 * @see https://docs.stripe.com/checkout/fulfillment
 */
export async function confirmCheckout(
  billing: Billing,
  { userId, sessionId }: { userId: string; sessionId: string },
): Promise<CheckoutConfirmation> {
  if (!/^cs_\w+$/.test(sessionId)) throw unknownSession();
  const known = await checkoutSession(billing.db, sessionId);
  // One that is not stored may be a session whose id was lost in a crash; else Stripe is not asked about guessed ids.
  const mayBeLost = known === undefined && (await unfinishedSession(billing.db, userId))?.sessionId === null;
  if (known?.userId !== userId && !mayBeLost) throw unknownSession();
  const looked = await refreshCheckoutSession(billing, sessionId);
  if (looked === null || looked.row.userId !== userId) throw unknownSession();
  const { subscriptionId, invoiceId } = looked.row;
  const subscription = subscriptionId === null ? null : await refreshSubscription(billing, subscriptionId);
  const invoice = invoiceId === null ? null : await refreshInvoice(billing, invoiceId);
  // Read again: seeing the subscription may just have shown that it is the second one.
  const session = (await checkoutSession(billing.db, sessionId)) ?? looked.row;
  return describe({ session, subscription, invoice });
}

function describe({
  session,
  subscription,
  invoice,
}: {
  session: CheckoutSessionRow;
  subscription: SubscriptionRow | null;
  invoice: InvoiceRow | null;
}): CheckoutConfirmation {
  const state = stateOf(session, subscription);
  const isRunning = state === 'confirmed' && subscription !== null;
  const isTrial = subscription?.status === 'trialing';
  const hasNextCharge = isRunning && !isCancelling(subscription);
  return {
    state,
    tier: session.tier,
    billing_period: session.billingPeriod,
    paid:
      session.status === 'complete' && session.amountTotal !== null && session.currency !== null
        ? { amount: session.amountTotal, currency: session.currency }
        : null,
    next_charge_at: hasNextCharge ? subscription.currentPeriodEnd.toISOString() : null,
    trial_end: isTrial ? (subscription.trialEnd?.toISOString() ?? null) : null,
    email: session.email,
    invoice_number: invoice?.number ?? null,
    invoice_url: invoice?.hostedInvoiceUrl ?? null,
  };
}

function stateOf(session: CheckoutSessionRow, subscription: SubscriptionRow | null): CheckoutConfirmation['state'] {
  if (session.returnState !== null) return 'refunded';
  if (session.status === 'complete') {
    const isRunning = subscription?.status === 'active' || subscription?.status === 'trialing';
    return isRunning ? 'confirmed' : 'confirming';
  }
  return session.status === 'open' ? 'open' : 'expired';
}

function unknownSession(): BillingError {
  return new BillingError('unknown_checkout_session', 'There is no such checkout. Your plan is on the account page.');
}
