import { Stripe } from 'stripe';
import { paymentMethodConfigurationId, priceIdFor, refreshPrice } from '../catalog/index.ts';
import { ensureCustomer, lockCustomer, refreshCustomer, type LinkedCustomer } from '../customers/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { BillingError } from '../kernel/errors.ts';
import { idempotencyKey, newId } from '../kernel/ids.ts';
import { transact } from '../kernel/transact.ts';
import { refreshSubscription, refreshSubscriptionsOfCustomer, subscriptionsOfUser } from '../subscriptions/index.ts';
import { planCheckout, refuseSecondSubscription, type Choice } from './plan-checkout.ts';
import { refreshCheckoutSession, type LookedAtSession } from './projection.ts';
import { failReservation, reserveSession, unfinishedSession, type CheckoutSessionRow } from './table.ts';

/*
 * A user has one session at most that may still be paid:
 *
 *   (none) ──reserve──> creating ──Stripe answers──> open ──paid──> complete
 *                          │ Stripe refuses            └─24 h, or another choice──> expired
 *                          └──> failed
 *
 * The reservation comes first and names the idempotency key, so racing requests, and a retry after a crash, ask Stripe
 * for the same session and get the same one.
 */

/**
 * Opens Stripe's checkout page for a plan.
 *
 * The same choice again gives back the open session; another choice expires that first.
 *
 * @returns The page's address. It is as good as a key to the session: never log or mail it.
 * @throws BillingError `unknown_tier`, `unknown_billing_period`, `tier_is_free`, `price_not_available`,
 *   `already_subscribed`.
 */
export async function createCheckoutSession(
  billing: Billing,
  { user, choice }: { user: Parameters<typeof ensureCustomer>[1]; choice: Choice },
): Promise<{ checkoutUrl: string }> {
  const priceId = await priceIdFor(billing, choice);
  const paymentMethods = await paymentMethodConfigurationId(billing);
  // Rounds end early: each further one follows a session that ended, or a customer that was deleted, under our hands.
  for (let round = 1; round <= 6; round += 1) {
    const customer = await ensureCustomer(billing, user);
    await refreshSubscriptionsOfCustomer(billing, customer.customerId);
    const reserved = await reserve(billing, { customer, choice, priceId, paymentMethods });
    const session = await openSession(billing, { reserved, customer });
    if (session === null) continue;
    const isWanted =
      reserved.priceId === priceId && reserved.params.customer === customer.customerId && !session.isCustomerDeleted;
    const looked = isWanted ? session : await expireSession(billing, session);
    if (looked.row.status === 'complete') await refuseAfterPayment(billing, looked.row);
    if (isWanted && looked.url !== null) return { checkoutUrl: looked.url };
    if (looked.isCustomerDeleted) await refreshCustomer(billing, customer.customerId);
  }
  throw new BillingError('unavailable', 'Your checkout changed while it was being opened. Try again.');
}

/** Finds the user's unfinished session, whatever was chosen in it, or reserves one for this choice. */
async function reserve(
  billing: Billing,
  {
    customer,
    choice,
    priceId,
    paymentMethods,
  }: { customer: LinkedCustomer; choice: Choice; priceId: string; paymentMethods: string | undefined },
): Promise<CheckoutSessionRow> {
  const { userId, customerId } = customer;
  return transact(billing, async (tx) => {
    await lockCustomer(tx.db, userId);
    const subscriptions = await subscriptionsOfUser(tx.db, userId);
    const unfinished = await unfinishedSession(tx.db, userId);
    if (unfinished !== undefined) {
      refuseSecondSubscription(billing.catalog, subscriptions);
      return unfinished;
    }
    const requestId = newId('ck');
    const { frontendUrl } = billing.settings;
    const params = planCheckout(billing.catalog, {
      choice,
      priceId,
      customerId,
      userId,
      requestId,
      frontendUrl,
      paymentMethods,
      subscriptions,
    });
    return reserveSession(tx.db, { requestId, userId, ...choice, priceId, params, createdAt: tx.now });
  });
}

/** Asks Stripe for the reserved session, or looks at it when Stripe has answered before. @returns Null: start again. */
async function openSession(
  billing: Billing,
  { reserved, customer }: { reserved: CheckoutSessionRow; customer: LinkedCustomer },
): Promise<LookedAtSession | null> {
  if (reserved.sessionId !== null) return refreshCheckoutSession(billing, reserved.sessionId);
  try {
    const { id } = await billing.stripe.checkout.sessions.create(reserved.params, {
      idempotencyKey: idempotencyKey('checkout', reserved.requestId),
    });
    return await refreshCheckoutSession(billing, id);
  } catch (error) {
    await giveUp(billing, { reserved, customer, error });
    return null;
  }
}

/** Decides what Stripe's refusal means for the reservation. Throws unless another round can help. */
async function giveUp(
  billing: Billing,
  { reserved, customer, error }: { reserved: CheckoutSessionRow; customer: LinkedCustomer; error: unknown },
): Promise<void> {
  // No answer: the session may exist. The reservation stays, and the next attempt asks with the same key.
  if (!(error instanceof Stripe.errors.StripeError) || error instanceof Stripe.errors.StripeConnectionError)
    throw error;
  // Anything else is an answer, and Stripe repeats some of those for a day under the same key.
  await failReservation(billing.db, reserved.requestId);
  const { param } = error;
  if (error.code === 'resource_missing' && param === 'customer') {
    await refreshCustomer(billing, customer.customerId);
    return;
  }
  if (error instanceof Stripe.errors.StripeInvalidRequestError && /^line_items|price/.test(param ?? '')) {
    await refreshPrice(billing, reserved.priceId);
    throw new BillingError('price_not_available', 'This price has just changed. Reload the page and choose again.', {
      cause: error,
    });
  }
  throw error;
}

/** Ends a session that was for another choice. If it was paid just now, the answer says so. */
async function expireSession(billing: Billing, looked: LookedAtSession): Promise<LookedAtSession> {
  const { row } = looked;
  if (row.status !== 'open' || row.sessionId === null) return looked;
  try {
    await billing.stripe.checkout.sessions.expire(row.sessionId);
  } catch (error) {
    // Paid, or expired by somebody else, since we looked: the next look tells which.
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
  }
  return (await refreshCheckoutSession(billing, row.sessionId)) ?? { ...looked, url: null };
}

/** A session that was paid is a subscription, unless that is over already: then a new checkout may begin. */
async function refuseAfterPayment(billing: Billing, { userId, subscriptionId }: CheckoutSessionRow): Promise<void> {
  if (subscriptionId !== null) await refreshSubscription(billing, subscriptionId);
  refuseSecondSubscription(billing.catalog, await subscriptionsOfUser(billing.db, userId));
}
