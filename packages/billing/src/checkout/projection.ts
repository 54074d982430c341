import type { Stripe } from 'stripe';
import { lockCustomer, userOfCustomer } from '../customers/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { idOf } from '../kernel/reference.ts';
import { refresh } from '../kernel/refresh.ts';
import { isMissingAtStripe } from '../kernel/stripe-client.ts';
import { fromOptionalStripeTime } from '../kernel/time.ts';
import { checkoutSession, requestedSession, storeSession, type CheckoutSessionRow, type SeenSession } from './table.ts';

/** A session as stored, and the address of its page while it is open: that one is never stored, it is as good as a key. */
export interface LookedAtSession {
  readonly row: CheckoutSessionRow;
  readonly url: string | null;
  /** The page is still there, but whoever pays on it pays for nobody. */
  readonly isCustomerDeleted: boolean;
}

/** Looks at a checkout session at Stripe and stores what was seen. @returns Null when nobody here asked for it. */
export async function refreshCheckoutSession(billing: Billing, sessionId: string): Promise<LookedAtSession | null> {
  let url: string | null = null;
  let isCustomerDeleted = false;
  const look = await refresh(billing, {
    objectId: sessionId,
    look: async () => {
      const session = await readSession(billing, sessionId);
      url = session?.url ?? null;
      isCustomerDeleted = typeof session?.customer === 'object' && session.customer?.deleted === true;
      return session === null ? null : toSeen(billing, session);
    },
    store: async (tx, seen): Promise<CheckoutSessionRow | null> => {
      if (seen === null) return null;
      // The user's row first, as everywhere: a subscription's look takes it before it marks a session's return.
      await lockCustomer(tx.db, seen.userId);
      const before = (await checkoutSession(tx.db, sessionId)) ?? (await requestedSession(tx.db, seen.requestId));
      // Somebody else's metadata may say anything; the user is whoever the customer belongs to.
      if (before === undefined || before.userId !== seen.userId) return null;
      const row = await storeSession(tx.db, { requestId: before.requestId, seen: seen.session });
      if (row === undefined) return null;
      if (row.status !== before.status || row.subscriptionId !== before.subscriptionId)
        tx.changed('checkout.changed', { session: row });
      return row;
    },
  });
  const row = look.superseded ? await checkoutSession(billing.db, sessionId) : look.stored;
  return row === null || row === undefined ? null : { row, url: row.status === 'open' ? url : null, isCustomerDeleted };
}

async function readSession(billing: Billing, id: string): Promise<Stripe.Checkout.Session | null> {
  try {
    return await billing.stripe.checkout.sessions.retrieve(id, { expand: ['customer'] });
  } catch (error) {
    if (isMissingAtStripe(error)) return null;
    throw error;
  }
}

const statuses = ['open', 'complete', 'expired'] as const;

async function toSeen(
  billing: Billing,
  session: Stripe.Checkout.Session,
): Promise<{ userId: string; requestId: string; session: SeenSession } | null> {
  const customerId = idOf(session.customer);
  const status = statuses.find((known) => known === session.status);
  if (session.mode !== 'subscription' || session.livemode !== billing.settings.stripe.livemode) return null;
  if (customerId === null || status === undefined) return null;
  const userId = await userOfCustomer(billing, customerId);
  if (userId === null) return null;
  return {
    userId,
    requestId: session.metadata?.['request_id'] ?? '',
    session: {
      sessionId: session.id,
      status,
      paymentStatus: session.payment_status,
      subscriptionId: idOf(session.subscription),
      invoiceId: idOf(session.invoice),
      amountTotal: session.amount_total,
      currency: session.currency,
      email: session.customer_details?.email ?? null,
      expiresAt: fromOptionalStripeTime(session.expires_at),
    },
  };
}
