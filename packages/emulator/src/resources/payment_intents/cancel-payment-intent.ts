import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { capturePayment } from './capture-payment-intent.ts';
import { recallDebit } from './debit-bank-account.ts';
import { tellFollowers } from './followers.ts';

const cancelable = ['requires_payment_method', 'requires_capture', 'requires_confirmation', 'requires_action'];

/** Stripe names statuses here that it does not declare. */
const named =
  'requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, requires_action, expired, processing';

/**
 * Gives a payment up, and lets go of money that was only held.
 *
 * @param reason Besides those of the API also Stripe's own: `void_invoice`, `failed_invoice`, `automatic`, `expired`.
 */
export function cancelPaymentIntent(
  tx: Tx,
  {
    paymentIntent,
    reason,
  }: { paymentIntent: string | { id: string }; reason?: Stripe.PaymentIntent.CancellationReason | null },
): Stripe.PaymentIntent {
  const before = tx.get('payment_intent', paymentIntent);
  const isRecalled = before.status === 'processing' && tx.find('_debit', before.id) !== undefined;
  if (!cancelable.includes(before.status) && !isRecalled) {
    const message = `You cannot cancel this PaymentIntent because it has a status of ${before.status}. Only a PaymentIntent with one of the following statuses may be canceled: ${named}.`;
    throw invalidRequest({ code: 'payment_intent_unexpected_state', message });
  }
  // Of what was taken in part already, only the rest is let go: the payment succeeded.
  if (before.status === 'requires_capture' && before.amount_received > 0) {
    return capturePayment(tx, { paymentIntent: before.id, amount: 0 });
  }
  if (before.status === 'requires_capture') releaseHold(tx, before);
  recallDebit(tx, before);
  const canceled = tx.update('payment_intent', before.id, {
    amount_capturable: 0,
    canceled_at: tx.now(before),
    cancellation_reason: reason ?? null,
    next_action: null,
    status: 'canceled',
  });
  tx.emit('payment_intent.canceled', canceled);
  return tellFollowers(tx, canceled);
}

export function cancel(
  tx: Tx,
  { path, params }: Call<Params<'POST /v1/payment_intents/:id/cancel'>, 'id'>,
): Stripe.PaymentIntent {
  return cancelPaymentIntent(tx, { paymentIntent: path.id, reason: params.cancellation_reason });
}

function releaseHold(tx: Tx, paymentIntent: Stripe.PaymentIntent): void {
  const before = tx.get('charge', idOf(paymentIntent.latest_charge) ?? '');
  // A hold that ran out was let go before.
  if (before.refunded) return;
  const released = tx.update('charge', before.id, { amount_refunded: before.amount, refunded: true });
  tx.emit('charge.refunded', released);
}
