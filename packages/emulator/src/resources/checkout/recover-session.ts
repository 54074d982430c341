import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { openSession } from './create-session.ts';

type Session = Stripe.Checkout.Session;

const THIRTY_DAYS = 30 * 86_400;

/** What an expired session says of its recovery: an address that is good for thirty days. */
export function recoveryOf(tx: Tx, session: Session): Session['after_expiration'] {
  const recovery = session.after_expiration?.recovery;
  if (!recovery?.enabled) return session.after_expiration;
  const expiresAt = tx.now({ customer: session.customer }) + THIRTY_DAYS;
  return { recovery: { ...recovery, expires_at: expiresAt, url: tx.url(`/r/${session.id}`) } };
}

/**
 * Opens a session like one that expired, each time that somebody follows its recovery address; null when that is no longer
 * good.
 *
 * @see https://docs.stripe.com/payments/checkout/abandoned-carts
 */
export function recoverSession(tx: Tx, expired: Session): Session | null {
  const recovery = expired.after_expiration?.recovery;
  const isGood = recovery?.url && (recovery.expires_at ?? 0) > tx.now({ customer: expired.customer });
  if (!recovery || !isGood) return null;
  const { params, items, email } = tx.get('_checkout', expired.id);
  const { expires_at: _expiry, allow_promotion_codes: _allows, ...same } = params;
  return openSession(tx, {
    params: { ...same, ...(same.discounts ? {} : { allow_promotion_codes: recovery.allow_promotion_codes }) },
    items: items.filter((item) => item.optional === undefined).map((item) => ({ ...item, id: tx.newId('li') })),
    fields: { recovered_from: expired.id, payment_link: idOf(expired.payment_link) },
    facts: { email },
    methodTypes: expired.payment_link === null ? null : expired.payment_method_types,
  });
}
