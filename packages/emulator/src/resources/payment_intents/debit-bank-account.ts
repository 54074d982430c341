// Paying from a bank account: the debit is `processing` until the bank answers, which is later than the request.
import type Stripe from 'stripe';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { debitPaid, debitRefused, newDebit } from '../charges/new-debit.ts';
import { setMandateStatus } from '../mandates/new-mandate.ts';
import { bankAccountOf } from '../payment_methods/bank-account-facts.ts';
import { depositsLost, verificationAction } from '../payment_methods/microdeposits.ts';
import { failPayment, keepPaymentMethod } from './attempt-payment.ts';
import { tellFollowers } from './followers.ts';
import { debitError } from './payment-error.ts';

/** A payment that waits for a bank, or for the proof of an account. */
export interface Debit {
  /** The payment intent's id. */
  id: string;
  object: '_debit';
  /** Names whose clock it lives by. */
  customer: string | null;
  mandate: string | null;
  offSession: boolean;
  /** When the bank answers, in seconds; null for never. */
  at: number | null;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _debit: Debit;
  }
}

/** How much longer the accounts take that Stripe calls delayed: "at least three minutes". */
const delaySeconds = 180;

/** Debits the account; one that was typed must be proved by its owner first. */
export function debitBankAccount(
  tx: Tx,
  options: {
    paymentIntent: Stripe.PaymentIntent;
    paymentMethod: Stripe.PaymentMethod;
    mandate: string | null;
    offSession: boolean;
  },
): Stripe.PaymentIntent {
  const { paymentIntent, paymentMethod } = options;
  const { behavior, is_verified: isVerified } = bankAccountOf(tx, paymentMethod);
  const debit = keepDebit(tx, options);
  if (isVerified) return startDebit(tx, { debit, paymentIntent, paymentMethod });
  if (behavior.losesMicrodeposits) tx.update('_debit', debit.id, { at: answerTime(tx, paymentIntent) });
  const waiting = tx.update('payment_intent', paymentIntent.id, {
    next_action: verificationAction(tx, paymentIntent),
    status: 'requires_action',
  });
  tx.emit('payment_intent.requires_action', waiting);
  return tellFollowers(tx, waiting);
}

function keepDebit(tx: Tx, { paymentIntent, mandate, offSession }: Parameters<typeof debitBankAccount>[1]): Debit {
  const { id } = paymentIntent;
  if (tx.find('_debit', id)) tx.remove('_debit', id);
  const customer = idOf(paymentIntent.customer);
  return tx.insert('_debit', { id, object: '_debit', customer, mandate, offSession, at: null });
}

function answerTime(tx: Tx, paymentIntent: Stripe.PaymentIntent): number {
  return tx.now(paymentIntent) + accountSettings(tx).bankDebitSeconds;
}

/** Sends the debit to the bank. */
export function startDebit(
  tx: Tx,
  {
    debit,
    paymentIntent,
    paymentMethod,
  }: { debit: Debit; paymentIntent: Stripe.PaymentIntent; paymentMethod: Stripe.PaymentMethod },
): Stripe.PaymentIntent {
  const { pace } = bankAccountOf(tx, paymentMethod).behavior;
  const at = answerTime(tx, paymentIntent) + (pace === 'delayed' ? delaySeconds : 0);
  tx.update('_debit', debit.id, { at: pace === 'never' ? null : at });
  const charge = newDebit(tx, { paymentIntent, paymentMethod, mandate: debit.mandate });
  const processing = tx.update('payment_intent', paymentIntent.id, {
    last_payment_error: null,
    latest_charge: charge.id,
    next_action: null,
    payment_method: paymentMethod.id,
    status: 'processing',
  });
  tx.emit('payment_intent.processing', processing);
  keepPaymentMethod(tx, { paymentIntent, paymentMethod });
  return tellFollowers(tx, processing);
}

/** The bank answers. */
export function bringDebitOutcome(tx: Tx, debit: Debit): void {
  tx.remove('_debit', debit.id);
  const paymentIntent = tx.get('payment_intent', debit.id);
  const paymentMethod = tx.find('payment_method', idOf(paymentIntent.payment_method));
  if (!paymentMethod) return;
  if (paymentIntent.status === 'requires_action') {
    failPayment(tx, { paymentIntent, error: debitError(depositsLost, { paymentMethod }) });
  }
  if (paymentIntent.status !== 'processing') return;
  const charge = tx.get('charge', idOf(paymentIntent.latest_charge) ?? '');
  const { failure } = bankAccountOf(tx, paymentMethod).behavior;
  if (failure) {
    debitRefused(tx, charge, failure);
    const { code, intentCode = code, message } = failure;
    const error = debitError({ code: intentCode, message }, { paymentMethod, charge: charge.id });
    failPayment(tx, { paymentIntent, charge: charge.id, error });
    if (failure.endsMandate && debit.mandate !== null) setMandateStatus(tx, debit.mandate, 'inactive');
    return;
  }
  debitPaid(tx, charge);
  const paid = tx.update('payment_intent', paymentIntent.id, {
    amount_received: paymentIntent.amount,
    status: 'succeeded',
  });
  tx.emit('payment_intent.succeeded', paid);
  tellFollowers(tx, paid);
}

/** A debit that is given up before the bank answered. */
export function recallDebit(tx: Tx, paymentIntent: Stripe.PaymentIntent): void {
  if (tx.find('_debit', paymentIntent.id)) tx.remove('_debit', paymentIntent.id);
  const charge = tx.find('charge', paymentIntent.latest_charge);
  if (charge?.status !== 'pending') return;
  debitRefused(tx, charge, { code: 'payment_canceled', message: 'The payment was canceled.' });
}
