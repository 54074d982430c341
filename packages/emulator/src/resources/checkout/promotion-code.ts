import type Stripe from 'stripe';
import { invalidRequest, StripeError } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkPromotionCode } from '../promotion_codes/check-promotion-code.ts';
import { resumSession } from './amounts.ts';

type Session = Stripe.Checkout.Session;

function refuseUnknown(error: unknown): never {
  if (error instanceof StripeError && error.details.code === 'resource_missing') {
    throw invalidRequest({ code: 'promotion_code_invalid', message: 'This code is invalid.', param: 'code' });
  }
  throw error;
}

/**
 * Takes a typed promotion code off the session's sum. It is redeemed when the session completes.
 *
 * @throws StripeError with a sentence for the person when it cannot be used.
 */
export function applyPromotionCode(tx: Tx, { session, code }: { session: Session; code: string }): Session {
  if (session.status !== 'open' || session.allow_promotion_codes !== true) {
    throw invalidRequest({ message: 'Promotion codes cannot be used here.', param: 'code' });
  }
  try {
    const promotion = checkPromotionCode(tx, {
      code,
      customer: idOf(session.customer),
      amount: session.amount_subtotal ?? 0,
      currency: session.currency ?? 'usd',
      param: 'code',
    });
    const discounts = [{ coupon: null, promotion_code: promotion.id }];
    return resumSession(tx, tx.update('checkout.session', session.id, { discounts }));
  } catch (error) {
    return refuseUnknown(error);
  }
}

export function removePromotionCode(tx: Tx, { session }: { session: Session }): Session {
  if (session.status !== 'open' || session.allow_promotion_codes !== true) return session;
  return resumSession(tx, tx.update('checkout.session', session.id, { discounts: [] }));
}
