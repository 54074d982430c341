import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { newSetupIntent } from '../setup_intents/new-setup-intent.ts';
import { methodChoiceOf } from './checkout-intent.ts';

type Session = Stripe.Checkout.Session;

const good = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

/**
 * The set-up of a session: its own from the beginning in setup mode, made by the first attempt where there is nothing to pay. One
 * that is still good serves every attempt.
 *
 * @param customer Whose the payment method will be; null as long as a guest has not said who they are.
 */
export function setupOf(
  tx: Tx,
  { session, customer }: { session: Session; customer: string | null },
): Stripe.SetupIntent {
  const { intent, setupIntentData: data } = tx.get('_checkout', session.id);
  const before = tx.find('setup_intent', intent);
  if (before && good.includes(before.status)) return tx.update('setup_intent', before.id, { customer });
  const asked = session.payment_method_options?.card?.request_three_d_secure;
  const made = newSetupIntent(tx, {
    ...methodChoiceOf(session),
    customer,
    usage: 'off_session',
    ...(asked === undefined ? {} : { payment_method_options: { card: { request_three_d_secure: asked } } }),
    ...(data.description === undefined ? {} : { description: data.description }),
    ...(data.metadata ? { metadata: data.metadata } : {}),
  });
  tx.update('_checkout', session.id, { intent: made.id });
  return made;
}

/** A session in setup mode shows its setup intent from the beginning. */
export function withSetup(tx: Tx, session: Session): Session {
  const customer = typeof session.customer === 'string' ? session.customer : null;
  return tx.update('checkout.session', session.id, { setup_intent: setupOf(tx, { session, customer }).id });
}
