// A person pays a session. In subscription mode the payment comes first: until it succeeds there is only the open session.
import type Stripe from 'stripe';
import { invalidRequest, StripeError } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { shippingOf } from '../charges/update-charge.ts';
import { cancelPaymentIntent } from '../payment_intents/cancel-payment-intent.ts';
import { confirmPaymentIntent } from '../payment_intents/confirm-payment-intent.ts';
import { newPaymentIntent } from '../payment_intents/new-payment-intent.ts';
import { confirmSetupIntent } from '../setup_intents/confirm-setup-intent.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';
import { payingCustomer } from './checkout-customer.ts';
import { postalAddress, updateCheckoutTaxId, type TypedAddress } from './collect-details.ts';
import { completeSession, redirectTarget } from './complete-session.ts';
import { checkCustomAmount, customAmount } from './custom-amount.ts';
import { declineOf, type Decline } from './decline.ts';
import type { ShippingDetails } from './facts.ts';
import { checkoutIntent } from './checkout-intent.ts';
import { setupOf } from './session-setup.ts';
import { needsPaymentMethod } from './session-view.ts';
import { sumSession } from './sum-session.ts';

type Session = Stripe.Checkout.Session;

export type CheckoutOutcome =
  | { state: 'complete'; session: Session; redirectTo: string | null }
  | { state: 'requires_action'; session: Session; intent: string }
  | { state: 'declined'; session: Session; error: Decline };

export interface Submission {
  session: Session;
  email?: string | null;
  /** Absent when none is needed. */
  paymentMethod?: string | null;
  billingDetails?: { name?: string | null; address?: TypedAddress | null; phone?: string | null };
  taxId?: { type: string; value: string } | null;
  businessName?: string | null;
  individualName?: string | null;
  shipping?: { name: string; address: TypedAddress } | null;
  /** Whether the person asked to be offered this card again. */
  savesMethod?: boolean;
}

function checkOpen(session: Session): void {
  if (session.status === 'open') return;
  throw invalidRequest({ message: `This Checkout Session is no longer open: it is ${session.status}.` });
}

function keepDetails(tx: Tx, submission: Submission): void {
  const { session, billingDetails, taxId } = submission;
  const facts = tx.get('_checkout', session.id);
  const address = billingDetails?.address;
  tx.update('_checkout', session.id, {
    email: submission.email?.trim() || facts.email,
    name: billingDetails?.name?.trim() || facts.name,
    phone: billingDetails?.phone?.trim() || facts.phone,
    savesMethod: submission.savesMethod ?? false,
    ...(address ? { address: postalAddress(address) } : {}),
    ...(submission.individualName ? { individualName: submission.individualName } : {}),
    ...(submission.businessName ? { businessName: submission.businessName } : {}),
    ...(submission.shipping ? { shipping: shippingDetails(submission.shipping) } : {}),
  });
  if (taxId !== undefined) {
    updateCheckoutTaxId(tx, {
      session,
      taxId,
      ...(submission.businessName ? { businessName: submission.businessName } : {}),
    });
  }
}

function shippingDetails({ name, address }: { name: string; address: TypedAddress }): ShippingDetails {
  return { name: name.trim(), address: postalAddress(address) };
}

/** What the person leaves open that the session cannot be paid without. */
function refuseIncomplete(tx: Tx, session: Session): void {
  const facts = tx.get('_checkout', session.id);
  for (const item of facts.items) {
    const price = tx.get('price', item.price);
    const amount = customAmount(price, { item, currency: session.currency ?? price.currency });
    if (amount !== null) checkCustomAmount(price, { amount, currency: session.currency ?? price.currency });
  }
}

function refuseUnknownPlace(invoice: Stripe.Invoice): void {
  if (!invoice.automatic_tax.enabled || invoice.automatic_tax.status === 'complete') return;
  throw invalidRequest({
    code: 'customer_tax_location_invalid',
    message: 'We could not calculate tax for this address. Check it and try again.',
    param: 'address',
  });
}

/** The intent of an earlier attempt, if it is still good for this sum. */
function reusableIntent(
  tx: Tx,
  { session, amount }: { session: Session; amount: number },
): Stripe.PaymentIntent | undefined {
  const intent = tx.find('payment_intent', tx.get('_checkout', session.id).intent);
  if (!intent || intent.status === 'canceled' || intent.status === 'succeeded') return undefined;
  const { shipping = null } = checkoutIntent({ session, facts: tx.get('_checkout', session.id) });
  if (intent.amount === amount) {
    return tx.update('payment_intent', intent.id, { shipping: shipping && shippingOf(shipping) });
  }
  cancelPaymentIntent(tx, { paymentIntent: intent.id, reason: 'automatic' });
  return undefined;
}

function payNow(tx: Tx, options: { session: Session; amount: number; paymentMethod: string }): CheckoutOutcome {
  const { session, amount, paymentMethod } = options;
  const facts = tx.get('_checkout', session.id);
  const customer = payingCustomer(tx, session, facts);
  const intent =
    reusableIntent(tx, { session, amount }) ??
    newPaymentIntent(tx, { ...checkoutIntent({ session, facts }), amount, customer });
  tx.update('_checkout', session.id, { intent: intent.id });
  const shown =
    session.mode === 'payment' ? tx.update('checkout.session', session.id, { payment_intent: intent.id }) : session;
  const { paymentIntent, error } = confirmPaymentIntent(tx, {
    paymentIntent: intent.id,
    paymentMethod,
    impliesMandate: true,
  });
  return afterIntent(tx, { session: shown, status: paymentIntent.status, intent: intent.id, error });
}

function setUpNow(tx: Tx, { session, paymentMethod }: { session: Session; paymentMethod: string }): CheckoutOutcome {
  const facts = tx.get('_checkout', session.id);
  const customer = payingCustomer(tx, session, facts)?.id ?? null;
  const intent = setupOf(tx, { session, customer });
  const { setupIntent, error } = confirmSetupIntent(tx, {
    setupIntent: intent.id,
    paymentMethod,
    impliesMandate: true,
  });
  return afterIntent(tx, { session, status: setupIntent.status, intent: intent.id, error });
}

/**
 * A card that stays with the customer says where it may be offered again: where its owner agreed, or only by what it was
 * saved for.
 *
 * @see https://docs.stripe.com/payments/checkout/save-during-payment
 */
function offerAgain(
  tx: Tx,
  { session, method }: { session: Session; method: Stripe.PaymentMethod },
): Stripe.PaymentMethod {
  if (method.customer !== null) return method;
  const facts = tx.get('_checkout', session.id);
  const isKept = session.mode !== 'payment' || checkoutIntent({ session, facts }).setup_future_usage !== null;
  const said = facts.savesMethod ? 'always' : facts.params.payment_method_data?.allow_redisplay;
  const allows = said ?? (isKept ? 'limited' : method.allow_redisplay);
  return tx.update('payment_method', method.id, { allow_redisplay: allows ?? 'unspecified' });
}

/** @see https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-payment_method_options-card-restrictions */
function refuseBlockedBrand(session: Session, { card }: Stripe.PaymentMethod): void {
  const names: Record<string, string> = { amex: 'american_express', discover: 'discover_global_network' };
  const brand = card && (names[card.brand] ?? card.brand);
  const blocked = session.payment_method_options?.card?.restrictions?.brands_blocked ?? [];
  if (!brand || !blocked.some((name) => name === brand)) return;
  throw invalidRequest({
    message: 'Cards of this brand are not accepted here. Try another card.',
    param: 'payment_method',
  });
}

const plainDecline = (): StripeError =>
  new StripeError({ type: 'card_error', status: 402, code: 'card_declined', message: 'Your card was declined.' });

function afterIntent(
  tx: Tx,
  options: { session: Session; status: string; intent: string; error: StripeError | null },
): CheckoutOutcome {
  const { session, status, intent, error } = options;
  if (status === 'succeeded' || status === 'requires_capture' || status === 'processing') return completed(tx, session);
  if (status === 'requires_action') return { state: 'requires_action', session, intent };
  return { state: 'declined', session, error: declineOf(error ?? plainDecline()) };
}

function completed(tx: Tx, session: Session): CheckoutOutcome {
  const now = tx.get('checkout.session', session.id);
  const complete = now.status === 'complete' ? now : completeSession(tx, now);
  return { state: 'complete', session: complete, redirectTo: redirectTarget(tx, complete) };
}

/**
 * Pays a session, or sets it up, with what the person typed. A decline is an outcome, not an error: what it leaves behind
 * (a failed charge) is kept.
 *
 * @throws StripeError when the session is not open, or the address is not enough for its tax.
 */
export function confirmCheckout(tx: Tx, submission: Submission): CheckoutOutcome {
  checkOpen(submission.session);
  keepDetails(tx, submission);
  const session = tx.get('checkout.session', submission.session.id);
  refuseIncomplete(tx, session);
  const invoice = session.mode === 'setup' ? null : sumSession(tx, session).invoice;
  if (invoice) refuseUnknownPlace(invoice);
  const amount = invoice?.amount_due ?? 0;
  const chosen = submission.paymentMethod;
  if (!chosen) {
    if (!needsPaymentMethod(session, amount)) return completed(tx, session);
    throw invalidRequest({
      code: 'parameter_missing',
      message: 'A payment method is required.',
      param: 'payment_method',
    });
  }
  const customer = idOf(session.customer) ?? tx.get('_checkout', session.id).customer;
  const method = usablePaymentMethod(tx, chosen, { param: 'payment_method', customer });
  refuseBlockedBrand(session, method);
  const paymentMethod = offerAgain(tx, { session, method }).id;
  return amount > 0 ? payNow(tx, { session, amount, paymentMethod }) : setUpNow(tx, { session, paymentMethod });
}

/** Goes on after the bank's page: the session completes, or the person may try another card. */
export function completeCheckoutAfterAuthentication(tx: Tx, options: { session: Session }): CheckoutOutcome {
  const session = tx.get('checkout.session', options.session.id);
  if (session.status === 'complete') return completed(tx, session);
  checkOpen(session);
  const { intent: id } = tx.get('_checkout', session.id);
  const intent = id?.startsWith('seti_') ? tx.find('setup_intent', id) : tx.find('payment_intent', id);
  if (!intent || id === null) throw invalidRequest({ message: 'This Checkout Session has no payment to complete.' });
  const failure = 'last_payment_error' in intent ? intent.last_payment_error : intent.last_setup_error;
  const error = failure
    ? new StripeError({
        type: 'card_error',
        status: 402,
        code: failure.code ?? 'card_declined',
        message: failure.message ?? 'Your card was declined.',
        fields: { decline_code: failure.decline_code },
      })
    : null;
  return afterIntent(tx, { session, status: intent.status, intent: id, error });
}
