import type Stripe from 'stripe';
import { declines } from '../../cards/card-outcome.ts';
import type { CardDecline } from '../../cards/card-outcome.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import type { StripeError } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Reference } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { mandateFor } from '../mandates/mandate-for.ts';
import type { MandateData } from '../mandates/new-mandate.ts';
import { isBankDebit } from '../payment_methods/bank-account-facts.ts';
import { cardOf } from '../payment_methods/card-facts.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';
import { attemptPayment } from './attempt-payment.ts';
import { authenticated, authenticationNeed } from './authentication-rule.ts';
import { authenticationAction, spendAuthentication } from './authentication.ts';
import { debitBankAccount } from './debit-bank-account.ts';
import { tellFollowers } from './followers.ts';
import { usageOf } from './method-options.ts';
import { checkOwner, typesOf } from './new-payment-intent.ts';
import { refusalOf } from './payment-error.ts';

export interface Confirmation {
  paymentIntent: string | { id: string };
  /** The intent's own when left out. Magic ids (`pm_card_visa`) are taken. */
  paymentMethod?: Reference;
  /** The customer is not there to authenticate. */
  offSession?: boolean;
  /** Off session: leave the intent in `requires_action` instead of declining, as invoices do. */
  leavesActionOpen?: boolean;
  /** A need to authenticate is a decline. */
  errorOnRequiresAction?: boolean;
  /** Where the bank's page sends the customer back to. */
  returnUrl?: string | null;
  /** What the customer agreed to, for debits of bank accounts. */
  mandateData?: MandateData | undefined;
  /** The customer agreed elsewhere: on a page of Stripe's own, or to be billed. */
  impliesMandate?: boolean;
  /** A mandate that exists. */
  mandate?: string | undefined;
}

/**
 * Tries to pay.
 *
 * @returns The intent in its new state. `error` is what an API call answers (402) when the card was declined; nothing of
 *   what was written is undone by it.
 * @throws StripeError when there is nothing to confirm: `payment_intent_unexpected_state`, or a payment method of somebody else.
 */
export function confirmPaymentIntent(
  tx: Tx,
  confirmation: Confirmation,
): { paymentIntent: Stripe.PaymentIntent; error: StripeError | null } {
  const before = tx.get('payment_intent', confirmation.paymentIntent);
  refuseSettledConfirm(before);
  const paymentMethod = methodOf(tx, before, confirmation.paymentMethod);
  const paymentIntent = tx.update('payment_intent', before.id, {
    last_payment_error: null,
    next_action: null,
    payment_method: paymentMethod.id,
    payment_method_types: typesOf(tx, before, paymentMethod),
  });
  const paid = isBankDebit(paymentMethod)
    ? payByBank(tx, { paymentIntent, paymentMethod, confirmation })
    : payByCard(tx, { paymentIntent, paymentMethod, confirmation });
  return { paymentIntent: paid, error: refusalOf(tx, paid) };
}

interface Attempting {
  paymentIntent: Stripe.PaymentIntent;
  paymentMethod: Stripe.PaymentMethod;
  confirmation: Confirmation;
}

function payByBank(tx: Tx, { paymentIntent, paymentMethod, confirmation }: Attempting): Stripe.PaymentIntent {
  const { mandate: given, mandateData: data, impliesMandate: isImplied, offSession = false } = confirmation;
  const { amount, currency } = paymentIntent;
  const isKept = usageOf(paymentIntent, paymentMethod.type) === 'off_session';
  const singleUse = isKept ? undefined : { amount, currency };
  const mandate = mandateFor(tx, { intent: paymentIntent, paymentMethod, data, isImplied, mandate: given, singleUse });
  return debitBankAccount(tx, { paymentIntent, paymentMethod, mandate, offSession });
}

function payByCard(tx: Tx, { paymentIntent, paymentMethod, confirmation }: Attempting): Stripe.PaymentIntent {
  const { offSession = false } = confirmation;
  const card = cardOf(tx, paymentMethod);
  const proved = spendAuthentication(tx, { intent: paymentIntent.id, paymentMethod: paymentMethod.id });
  const requested = paymentIntent.payment_method_options?.card?.request_three_d_secure;
  const need = authenticationNeed(card, { offSession, isRequested: requested === 'any' || requested === 'challenge' });

  const pay = (decline: CardDecline | null) =>
    attemptPayment(tx, {
      paymentIntent,
      paymentMethod,
      decline,
      threeDSecure: proved ?? (need === 'frictionless' ? authenticated('frictionless', tx.newId('3ds')) : null),
      offSession,
    });
  if (proved || need !== 'challenge') return pay(card.testCard.behavior.decline);
  const isDeclined = (offSession && !confirmation.leavesActionOpen) || confirmation.errorOnRequiresAction;
  if (isDeclined) return pay(declines.authentication_required);
  return askToAuthenticate(tx, paymentIntent, confirmation.returnUrl ?? null);
}

function askToAuthenticate(
  tx: Tx,
  paymentIntent: Stripe.PaymentIntent,
  returnUrl: string | null,
): Stripe.PaymentIntent {
  const waiting = tx.update('payment_intent', paymentIntent.id, {
    next_action: authenticationAction(tx, paymentIntent.id, returnUrl),
    status: 'requires_action',
  });
  tx.emit('payment_intent.requires_action', waiting);
  return tellFollowers(tx, waiting);
}

const confirmable = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

/** @throws StripeError `payment_intent_unexpected_state` when there is nothing to confirm. */
export function refuseSettledConfirm({ status }: Stripe.PaymentIntent): void {
  if (confirmable.includes(status)) return;
  const message =
    status === 'succeeded'
      ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
      : `You cannot confirm this PaymentIntent because it has a status of ${status}. Only a PaymentIntent with one of the following statuses may be confirmed: ${confirmable.join(', ')}.`;
  throw invalidRequest({ code: 'payment_intent_unexpected_state', message });
}

function methodOf(tx: Tx, paymentIntent: Stripe.PaymentIntent, given: Reference): Stripe.PaymentMethod {
  const reference = idOf(given) ?? idOf(paymentIntent.payment_method);
  const customer = idOf(paymentIntent.customer);
  if (reference === null) {
    const advice =
      customer === null
        ? 'You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.'
        : `To confirm the PaymentIntent with ${customer}, specify a payment method attached to this customer along with the customer ID.`;
    const message = `You cannot confirm this PaymentIntent because it's missing a payment method. ${advice}`;
    throw invalidRequest({ code: 'payment_intent_unexpected_state', message });
  }
  const paymentMethod = usablePaymentMethod(tx, reference, { param: 'payment_method', customer });
  checkOwner(paymentMethod, customer, 'PaymentIntent');
  return paymentMethod;
}
