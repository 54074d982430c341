import type { StripeCheckoutSession } from '@stripe/stripe-js';
import type Stripe from 'stripe';
import { missing } from '../../kernel/errors.ts';
import type { CallRequest } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { needsPaymentMethod, sessionView } from '../checkout/session-view.ts';
import { sdkSession } from './sdk-session.ts';

/** What Stripe.js knows of a Checkout Session that its page pays. */
export interface PaymentPage {
  id: string;
  object: 'payment_page';
  needs_payment_method: boolean;
  redirect_on_completion: Stripe.Checkout.Session.RedirectOnCompletion;
  return_url: string | null;
  /** In Stripe.js's own words, which are not those of the API. */
  session: StripeCheckoutSession;
  ui_mode: Stripe.Checkout.Session.UiMode;
  /** The intent whose bank wants to see the customer, by the secret that shows it to a browser; null when none does. */
  waiting_intent: string | null;
}

/** A publishable key is no secret: with it the caller must know the session's, else there is no such session. */
export function pageSession(
  tx: Tx,
  { path, params, request }: { path: { id: string }; params: { client_secret?: string }; request: CallRequest },
): Stripe.Checkout.Session {
  const session = tx.get('checkout.session', path.id);
  const given = params.client_secret;
  if (given === undefined && !request.isPublishable) return session;
  if (given !== session.client_secret) throw missing('checkout.session', path.id);
  return session;
}

export function paymentPage(tx: Tx, session: Stripe.Checkout.Session): PaymentPage {
  return {
    id: session.id,
    object: 'payment_page',
    needs_payment_method: needsPaymentMethod(session, sessionView(tx, session).total),
    redirect_on_completion: session.redirect_on_completion ?? 'always',
    return_url: session.return_url ?? null,
    session: sdkSession(tx, session),
    ui_mode: session.ui_mode ?? 'hosted_page',
    waiting_intent: waitingIntent(tx, session),
  };
}

function waitingIntent(tx: Tx, session: Stripe.Checkout.Session): string | null {
  if (session.status !== 'open') return null;
  const { intent: id } = tx.get('_checkout', session.id);
  const intent = tx.find('payment_intent', id) ?? tx.find('setup_intent', id);
  return intent?.status === 'requires_action' ? intent.client_secret : null;
}
