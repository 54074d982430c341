import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { cancelPaymentIntent } from '../payment_intents/cancel-payment-intent.ts';
import { cancelSetupIntent } from '../setup_intents/setup-intent-operations.ts';
import { recoveryOf } from './recover-session.ts';

/** Ends an open session: its page takes no payment any more. */
export function expireOpenSession(tx: Tx, session: Stripe.Checkout.Session): Stripe.Checkout.Session {
  const { intent: id } = tx.get('_checkout', session.id);
  const intent = tx.find('payment_intent', id);
  const setup = tx.find('setup_intent', id);
  const expired = tx.update('checkout.session', session.id, {
    after_expiration: recoveryOf(tx, session),
    status: 'expired',
    url: null,
  });
  if (intent && intent.status !== 'succeeded' && intent.status !== 'canceled') {
    cancelPaymentIntent(tx, { paymentIntent: intent.id, reason: 'expired' });
  }
  if (setup && setup.status !== 'succeeded' && setup.status !== 'canceled') {
    cancelSetupIntent(tx, { setupIntent: setup.id, reason: 'abandoned' });
  }
  tx.emit('checkout.session.expired', expired);
  return expired;
}

/** @see https://docs.stripe.com/api/checkout/sessions/expire */
export const expireSession: Handler<'POST /v1/checkout/sessions/:id/expire'> = (tx, { path }) => {
  const session = tx.get('checkout.session', path.id);
  if (session.status !== 'open') {
    throw invalidRequest({
      message: `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
    });
  }
  return expireOpenSession(tx, session);
};
