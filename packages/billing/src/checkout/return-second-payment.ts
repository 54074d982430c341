import { Stripe } from 'stripe';
import { lockCustomer } from '../customers/index.ts';
import type { Billing } from '../kernel/billing.ts';
import type { Reaction } from '../kernel/changes.ts';
import { realTime } from '../kernel/clock.ts';
import { idempotencyKey } from '../kernel/ids.ts';
import { money } from '../kernel/money.ts';
import { idOf } from '../kernel/reference.ts';
import { isMissingAtStripe } from '../kernel/stripe-client.ts';
import { transact, type Tx } from '../kernel/transact.ts';
import { wakeAfterCommit } from '../kernel/wake.ts';
import { isOver, livePlanSubscriptions, refreshSubscription, subscriptionsOfUser } from '../subscriptions/index.ts';
import {
  finishReturn,
  markReturnsDue,
  postponeReturn,
  sessionsWithReturnDue,
  type CheckoutSessionRow,
} from './table.ts';

/*
 * Two sessions of one user can both be paid: in two tabs, in the moment in which the first is being expired. Then the
 * older subscription stands; the other is cancelled and its money goes back. Marked in the transaction that sees it,
 * done by the worker: every step can be repeated after a crash and changes nothing the second time.
 */

const longestWaitMs = 60 * 60_000;

export const returnSecondSubscription: Reaction<'subscription.changed'> = (tx, { after }) =>
  markSecondPayments(tx, after.userId);

export const returnSecondSession: Reaction<'checkout.changed'> = async (tx, { session }) => {
  if (session.status === 'complete') await markSecondPayments(tx, session.userId);
};

async function markSecondPayments(tx: Tx, userId: string): Promise<void> {
  await lockCustomer(tx.db, userId);
  const [, ...others] = livePlanSubscriptions(await subscriptionsOfUser(tx.db, userId));
  const marked = await markReturnsDue(
    tx.db,
    others.map(({ id }) => id),
  );
  if (marked > 0) await wakeAfterCommit(tx, 'returns');
}

/** The worker's part. @returns How many payments were given back. */
export async function returnSecondPayments(billing: Billing): Promise<number> {
  const sessions = await sessionsWithReturnDue(billing.db, realTime.now());
  for (const session of sessions) await tryToReturn(billing, session);
  return sessions.length;
}

/** The money is owed: a failure is told to whoever looks after the service, and tried again until it goes through. */
async function tryToReturn(billing: Billing, session: CheckoutSessionRow): Promise<void> {
  try {
    await returnPayment(billing, session);
  } catch (error) {
    const { requestId, returnAttempts } = session;
    const waitMs = Math.min(longestWaitMs, 1000 * 2 ** Math.min(returnAttempts, 20));
    await postponeReturn(billing.db, { requestId, until: new Date(realTime.now().getTime() + waitMs) });
    billing.log.error({ checkout: requestId, waitMs, err: error }, 'a second payment could not be returned yet');
  }
}

async function returnPayment(billing: Billing, session: CheckoutSessionRow): Promise<void> {
  const { requestId, userId, subscriptionId, invoiceId, currency } = session;
  if (subscriptionId === null || session.sessionId === null) throw new Error(`${requestId} has nothing to return.`);
  await cancelNow(billing, subscriptionId);
  const amount = invoiceId === null ? 0 : await refundInvoice(billing, { invoiceId, requestId });
  await refreshSubscription(billing, subscriptionId);
  await transact(billing, async (tx) => {
    if (!(await finishReturn(tx.db, { requestId, amount }))) return;
    const refunded = amount === 0 || currency === null ? null : money(amount, currency);
    tx.changed('checkout.second_payment_returned', {
      userId,
      sessionId: session.sessionId ?? '',
      subscriptionId,
      refunded,
    });
  });
}

async function cancelNow(billing: Billing, subscriptionId: string): Promise<void> {
  const current = await refreshSubscription(billing, subscriptionId);
  if (current === null || isOver(current)) return;
  try {
    await billing.stripe.subscriptions.cancel(subscriptionId, {
      cancellation_details: { comment: 'Paid twice at checkout: the first subscription stands.' },
    });
  } catch (error) {
    // Cancelled between the look and now, which Stripe answers as missing.
    if (!isMissingAtStripe(error)) throw error;
  }
}

/** Gives back every payment of an invoice. @returns The sum in minor units. */
async function refundInvoice(
  billing: Billing,
  { invoiceId, requestId }: { invoiceId: string; requestId: string },
): Promise<number> {
  let sum = 0;
  const payments = billing.stripe.invoicePayments.list({ invoice: invoiceId, status: 'paid', limit: 100 });
  for await (const { id, amount_paid, payment } of payments) {
    const paymentIntent = idOf(payment.payment_intent);
    if (paymentIntent === null || amount_paid === null) continue;
    try {
      await billing.stripe.refunds.create(
        {
          payment_intent: paymentIntent,
          reason: 'duplicate',
          metadata: { original_amount: amount_paid, customer_reason: 'paid twice at checkout', processed_by: 'purser' },
        },
        { idempotencyKey: idempotencyKey('return', requestId, id) },
      );
    } catch (error) {
      // Somebody gave it back by hand.
      if (!(error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'charge_already_refunded'))
        throw error;
    }
    sum += amount_paid;
  }
  return sum;
}
