import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { capturePayment } from '../payment_intents/capture-payment-intent.ts';
import { cancelPaymentIntent } from '../payment_intents/cancel-payment-intent.ts';

declare module '../../kernel/operations.generated.ts' {
  interface Operations {
    'POST /v1/test_helpers/charges/:id/expire': { params: object; result: Stripe.Charge };
  }
}

/** When the bank lets go of money that nobody captured; null when it holds none. */
export function holdEndsAt(charge: Stripe.Charge): number | null {
  if (charge.status !== 'succeeded' || charge.captured || charge.refunded) return null;
  return charge.payment_method_details?.card?.capture_before ?? null;
}

/** @throws StripeError when the charge is not a hold that can run out. */
export function chargeToExpire(tx: Tx, id: string): Stripe.Charge {
  const charge = tx.get('charge', id);
  if (holdEndsAt(charge) !== null) return charge;
  throw invalidRequest({ message: `Charge ${id} cannot expire: only a charge that waits for its capture can.` });
}

/**
 * The money that was held is the customer's again; the payment intent that held it is over. If some of it was taken, the payment
 * succeeded with that.
 *
 * @see https://docs.stripe.com/payments/place-a-hold-on-a-payment-method
 */
export function expireHold(tx: Tx, held: Stripe.Charge): Stripe.Charge {
  const intent = idOf(held.payment_intent);
  if (intent !== null && held.amount_captured > 0) {
    capturePayment(tx, { paymentIntent: intent, amount: 0 });
    return tx.get('charge', held.id);
  }
  const expired = tx.update('charge', held.id, { amount_refunded: held.amount, refunded: true });
  tx.emit('charge.expired', expired, held);
  if (intent !== null) cancelPaymentIntent(tx, { paymentIntent: intent, reason: 'automatic' });
  return expired;
}
