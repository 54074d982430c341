import type Stripe from 'stripe';
import { mandateText } from '../../banks/mandate-text.ts';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { offeredCards } from '../checkout/offered-cards.ts';
import { sessionView } from '../checkout/session-view.ts';
import { methodTypes } from '../payment_intents/method-types.ts';
import { configurationOf } from '../payment_method_configurations/default-configuration.ts';
import type { KeptCustomerSession } from '../customer_sessions/create-customer-session.ts';
import { usableCustomerSession } from '../customer_sessions/use-customer-session.ts';

/** The intent that the page will make once the person has decided. */
interface DeferredIntent {
  allowed_payment_method_types?: string[];
  amount?: number;
  capture_method?: string;
  currency?: string;
  excluded_payment_method_types?: string[];
  mode?: string;
  payment_method_configuration?: string;
  setup_future_usage?: string;
}

export interface ElementsSessionParams {
  client_secret?: string;
  customer_session_client_secret?: string;
  deferred_intent?: DeferredIntent;
}

/** What elements know of the payment that they are for. The operation is Stripe.js's own; Stripe documents neither. */
export interface ElementsSession {
  object: 'elements_session';
  /** Whom the customer allows to charge the card later. */
  business_name: string;
  customer: { customer_session: Stripe.CustomerSession | null; payment_methods: Stripe.PaymentMethod[] } | null;
  /** What whoever pays by bank debit agrees to, by type. */
  mandate_texts: Record<string, string>;
  merchant_country: string;
  payment_method_preference: { object: 'payment_method_preference'; ordered_payment_method_types: string[] };
  /** Whether the card will be charged again: the customer is told. */
  setup_future_usage: string | null;
}

/** @throws StripeError for an intent or a session that the secret is not of, and an intent that is settled. */
export const retrieveElementsSession: Handler<'GET /v1/elements/sessions'> = (tx, { params }) => {
  const { accountName, accountCountry } = accountSettings(tx);
  const subject =
    params.client_secret === undefined ? deferredSubject(tx, params) : subjectOf(tx, params.client_secret);
  const secret = params.customer_session_client_secret;
  const customerSession = secret === undefined ? null : usableCustomerSession(tx, secret);
  return {
    object: 'elements_session',
    business_name: accountName,
    customer: customerSession ? customerOf(tx, customerSession, subject.types) : subject.customer,
    mandate_texts: mandateTexts(subject, accountName),
    merchant_country: accountCountry,
    payment_method_preference: { object: 'payment_method_preference', ordered_payment_method_types: subject.types },
    setup_future_usage: subject.setupFutureUsage,
  };
};

function mandateTexts({ types, setupFutureUsage }: Subject, merchant: string): Record<string, string> {
  const isReused = setupFutureUsage === 'off_session';
  const texts = (['sepa_debit', 'us_bank_account'] as const)
    .filter((type) => types.includes(type))
    .map((type) => [type, mandateText({ type, merchant, isReused })] as const);
  return Object.fromEntries(texts);
}

/** What a payment is about, as far as elements show it. */
interface Subject {
  /** Of payment methods. */
  types: string[];
  setupFutureUsage: string | null;
  customer: ElementsSession['customer'];
}

function deferredSubject(tx: Tx, { deferred_intent: intent = {} }: ElementsSessionParams): Subject {
  const isFuture = intent.mode === 'setup' || intent.mode === 'subscription';
  const types = methodTypes({
    configuration: configurationOf(tx, intent.payment_method_configuration),
    currency: intent.currency ?? null,
    allowed: intent.allowed_payment_method_types,
    excluded: intent.excluded_payment_method_types,
    isHeld: intent.capture_method === 'manual',
  });
  return { types, setupFutureUsage: intent.setup_future_usage ?? (isFuture ? 'off_session' : null), customer: null };
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
  return { types: intent.payment_method_types, setupFutureUsage, customer: null };
}

function checkoutSubject(tx: Tx, id: string, secret: string): Subject {
  const session = tx.find('checkout.session', id);
  if (session?.client_secret !== secret) throw missing('checkout.session', id, 'client_secret');
  const isFuture = session.mode === 'subscription' || session.mode === 'setup';
  const payment_methods = offeredCards(sessionView(tx, session));
  return {
    types: session.payment_method_types,
    setupFutureUsage: isFuture ? 'off_session' : null,
    customer: payment_methods.length > 0 ? { customer_session: null, payment_methods } : null,
  };
}

/** The newest of what was saved that the session allows to be shown and that can pay here. */
function customerOf(
  tx: Tx,
  session: KeptCustomerSession['session'],
  types: readonly string[],
): ElementsSession['customer'] {
  const { features } = session.components.payment_element;
  const filters = features?.payment_method_allow_redisplay_filters ?? [];
  const isShown = features?.payment_method_redisplay === 'enabled';
  const all = isShown ? tx.list('payment_method', { customer: session.customer }) : [];
  const payment_methods = all
    .filter((method) => types.includes(method.type))
    .filter((method) => filters.some((filter) => filter === method.allow_redisplay))
    .slice(0, features?.payment_method_redisplay_limit ?? 3)
    .map((method) => tx.render('payment_method', method));
  return { customer_session: session, payment_methods };
}
