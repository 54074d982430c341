import type Stripe from 'stripe';
import { declineAdvice } from '../../cards/card-outcome.ts';
import { cardError, invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { setMandateStatus } from '../mandates/new-mandate.ts';
import { bankAccountOf, isBankDebit } from './bank-account-facts.ts';
import { answeredChecks, cardOf } from './card-facts.ts';
import { tellOfDetachment } from './followers.ts';
import { usablePaymentMethod } from './new-payment-method.ts';
import { spendPaymentMethod } from './spend-payment-method.ts';

/**
 * Gives a payment method to a customer. The bank is asked about the card, so that one which declines is refused here
 * (4000 0000 0000 0341 is there to be attached and declined later).
 *
 * @throws StripeError 402 with the card's decline.
 */
export function attachPaymentMethod(
  tx: Tx,
  { paymentMethod, customer }: { paymentMethod: string | { id: string }; customer: string | { id: string } },
): Stripe.PaymentMethod {
  const owner = tx.get('customer', customer, { param: 'customer' });
  const method = usablePaymentMethod(tx, paymentMethod, { param: 'payment_method', customer: owner.id });
  if (idOf(method.customer) === owner.id) return method;
  if (method.customer !== null) {
    const message = 'The payment method you provided has already been attached to a customer.';
    throw invalidRequest({ code: 'payment_method_unexpected_state', message });
  }
  if (isBankDebit(method)) refuseUnproved(tx, method);
  else refuseDeclining(tx, method);
  return giveToCustomer(tx, method, owner.id);
}

function refuseDeclining(tx: Tx, method: Stripe.PaymentMethod): void {
  const { decline, isAttachable } = cardOf(tx, method).testCard.behavior;
  if (!decline || isAttachable) return;
  const { code, declineCode, message } = decline;
  // Stripe names the field that is wrong here as an empty text.
  throw cardError({ code, declineCode, message, param: '', fields: declineAdvice(decline), keep: false });
}

function refuseUnproved(tx: Tx, method: Stripe.PaymentMethod): void {
  if (bankAccountOf(tx, method).is_verified) return;
  throw invalidRequest({
    code: 'bank_account_unverified',
    message:
      'To attach this bank account to a customer, you must first verify it. Confirm a SetupIntent with it, or a PaymentIntent with setup_future_usage.',
  });
}

/** The attaching itself, for a card that a payment or setup has just proved. */
export function giveToCustomer(tx: Tx, method: Stripe.PaymentMethod, customer: string): Stripe.PaymentMethod {
  const card = method.card && { ...method.card, checks: answeredChecks(method, cardOf(tx, method)) };
  const attached = tx.update('payment_method', method.id, { customer, ...(card ? { card } : {}) });
  tx.emit('payment_method.attached', attached);
  return attached;
}

/** Takes a payment method from its customer, for good. */
export function detachPaymentMethod(
  tx: Tx,
  { paymentMethod }: { paymentMethod: string | { id: string } },
): Stripe.PaymentMethod {
  const before = tx.get('payment_method', paymentMethod);
  const customer = idOf(before.customer);
  if (customer === null) {
    const message = 'The payment method you provided is not attached to a customer so detachment is impossible.';
    throw invalidRequest({ message });
  }
  const detached = tx.update('payment_method', before.id, { customer: null });
  spendPaymentMethod(tx, before);
  for (const { id } of tx.list('mandate', { payment_method: before.id })) setMandateStatus(tx, id, 'inactive');
  forgetDefault(tx, customer, before.id);
  tellOfDetachment(tx, detached, customer);
  tx.emit('payment_method.detached', detached, before);
  return detached;
}

function forgetDefault(tx: Tx, customer: string, paymentMethod: string): void {
  const before = tx.get('customer', customer);
  if (idOf(before.invoice_settings.default_payment_method) !== paymentMethod) return;
  const invoice_settings = { ...before.invoice_settings, default_payment_method: null };
  tx.emit('customer.updated', tx.update('customer', customer, { invoice_settings }), before);
}

export function attach(
  tx: Tx,
  { path, params }: Call<Params<'POST /v1/payment_methods/:id/attach'>, 'id'>,
): Stripe.PaymentMethod {
  if (params.customer === undefined) {
    throw invalidRequest({ code: 'parameter_missing', message: 'Must provide customer or customer_account.' });
  }
  return attachPaymentMethod(tx, { paymentMethod: path.id, customer: params.customer });
}

export function detach(tx: Tx, { path }: Call<object, 'id'>): Stripe.PaymentMethod {
  return detachPaymentMethod(tx, { paymentMethod: path.id });
}
