import type Stripe from 'stripe';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { offeredCards } from '../checkout/offered-cards.ts';
import { sessionView } from '../checkout/session-view.ts';
import type { KeptCustomerSession } from '../customer_sessions/create-customer-session.ts';
import { usableCustomerSession } from '../customer_sessions/use-customer-session.ts';

export interface ElementsSessionParams {
  client_secret?: string;
  customer_session_client_secret?: string;
  deferred_intent?: { amount?: number; currency?: string; mode?: string; setup_future_usage?: string };
}

/** What elements know of the payment that they are for. The operation is Stripe.js's own; Stripe documents neither. */
export interface ElementsSession {
  object: 'elements_session';
  /** Whom the customer allows to charge the card later. */
  business_name: string;
  customer: { customer_session: Stripe.CustomerSession | null; payment_methods: Stripe.PaymentMethod[] } | null;
  merchant_country: string;
  payment_method_preference: { object: 'payment_method_preference'; ordered_payment_method_types: string[] };
  /** Whether the card will be charged again: the customer is told. */
  setup_future_usage: string | null;
}

/** @throws StripeError for an intent or a session that the secret is not of, and an intent that is settled. */
export const retrieveElementsSession: Handler<'GET /v1/elements/sessions'> = (tx, { params }) => {
  const { accountName, accountCountry } = accountSettings(tx);
  const subject = params.client_secret === undefined ? deferredSubject(params) : subjectOf(tx, params.client_secret);
  const secret = params.customer_session_client_secret;
  const customerSession = secret === undefined ? null : usableCustomerSession(tx, secret);
  return {
    object: 'elements_session',
    business_name: accountName,
    customer: customerSession ? customerOf(tx, customerSession) : subject.customer,
    merchant_country: accountCountry,
    payment_method_preference: { object: 'payment_method_preference', ordered_payment_method_types: ['card'] },
    setup_future_usage: subject.setupFutureUsage,
  };
};

/** What a payment is about, as far as elements show it. */
interface Subject {
  setupFutureUsage: string | null;
  customer: ElementsSession['customer'];
}

function deferredSubject({ deferred_intent: intent }: ElementsSessionParams): Subject {
  const isFuture = intent?.mode === 'setup' || intent?.mode === 'subscription';
  return { setupFutureUsage: intent?.setup_future_usage ?? (isFuture ? 'off_session' : null), customer: null };
}

function subjectOf(tx: Tx, secret: string): Subject {
  const id = secret.split('_secret_')[0] ?? '';
  if (id.startsWith('cs_')) return checkoutSubject(tx, id, secret);
  const intent = id.startsWith('seti_') ? tx.find('setup_intent', id) : tx.find('payment_intent', id);
  if (intent?.client_secret !== secret) {
    throw missing(id.startsWith('seti_') ? 'setup_intent' : 'payment_intent', id, 'client_secret');
  }
  if (intent.status === 'succeeded' || intent.status === 'canceled') {
    const noun = intent.object === 'payment_intent' ? 'PaymentIntent' : 'SetupIntent';
    throw invalidRequest({
      code: `${intent.object}_unexpected_state`,
      message: `The ${noun} is in a terminal state (${intent.status}) and cannot be used to initialize Elements.`,
    });
  }
  const setupFutureUsage = intent.object === 'setup_intent' ? intent.usage : intent.setup_future_usage;
  return { setupFutureUsage, customer: null };
}

function checkoutSubject(tx: Tx, id: string, secret: string): Subject {
  const session = tx.find('checkout.session', id);
  if (session?.client_secret !== secret) throw missing('checkout.session', id, 'client_secret');
  const isFuture = session.mode === 'subscription' || session.mode === 'setup';
  const payment_methods = offeredCards(sessionView(tx, session));
  return {
    setupFutureUsage: isFuture ? 'off_session' : null,
    customer: payment_methods.length > 0 ? { customer_session: null, payment_methods } : null,
  };
}

/** The newest saved cards that the session allows to be shown. */
function customerOf(tx: Tx, session: KeptCustomerSession['session']): ElementsSession['customer'] {
  const { features } = session.components.payment_element;
  const filters = features?.payment_method_allow_redisplay_filters ?? [];
  const isShown = features?.payment_method_redisplay === 'enabled';
  const all = isShown ? tx.list('payment_method', { customer: session.customer }) : [];
  const payment_methods = all
    .filter((method) => filters.some((filter) => filter === method.allow_redisplay))
    .slice(0, features?.payment_method_redisplay_limit ?? 3)
    .map((method) => tx.render('payment_method', method));
  return { customer_session: session, payment_methods };
}
