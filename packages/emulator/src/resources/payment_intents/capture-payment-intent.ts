import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { captureHold } from '../charges/capture-charge.ts';
import { writeAmountDetails } from './amount-details.ts';
import { refuseUncovered } from './uncovered-params.ts';
import { tellFollowers } from './followers.ts';

/**
 * Takes money that was held; what is not taken is released.
 *
 * @param amount Minor units; all of it when left out.
 */
export function capturePayment(
  tx: Tx,
  { paymentIntent, amount }: { paymentIntent: string | { id: string }; amount?: number },
): Stripe.PaymentIntent {
  const before = tx.get('payment_intent', paymentIntent);
  if (before.status !== 'requires_capture') {
    const message =
      before.status === 'succeeded'
        ? 'This PaymentIntent could not be captured because it has already been captured.'
        : `This PaymentIntent could not be captured because it has a status of ${before.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`;
    throw invalidRequest({ code: 'payment_intent_unexpected_state', message });
  }
  const taken = amount ?? before.amount_capturable;
  if (taken < 1 || taken > before.amount_capturable) {
    const message = `The amount to capture must be between 1 and ${before.amount_capturable}, the amount that is capturable.`;
    throw invalidRequest({ code: 'amount_too_large', param: 'amount_to_capture', message });
  }
  captureHold(tx, tx.get('charge', idOf(before.latest_charge) ?? ''), taken);
  const captured = tx.update('payment_intent', before.id, {
    amount_capturable: 0,
    amount_received: taken,
    status: 'succeeded',
  });
  tx.emit('payment_intent.succeeded', captured);
  return tellFollowers(tx, captured);
}

export function capture(
  tx: Tx,
  { path, params }: Call<Params<'POST /v1/payment_intents/:id/capture'>, 'id'>,
): Stripe.PaymentIntent {
  refuseUncovered(params);
  if (params.final_capture === false) {
    const message = 'This PaymentIntent does not support multicapture, so that `final_capture` cannot be false.';
    throw invalidRequest({ code: 'payment_intent_invalid_parameter', param: 'final_capture', message });
  }
  if (params.amount_details) writeAmountDetails(tx, tx.get('payment_intent', path.id), params.amount_details);
  const { metadata, statement_descriptor, statement_descriptor_suffix } = tx.get('payment_intent', path.id);
  tx.update('payment_intent', path.id, {
    metadata: mergedMetadata(metadata, params.metadata),
    statement_descriptor: params.statement_descriptor ?? statement_descriptor,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? statement_descriptor_suffix,
  });
  return capturePayment(tx, { paymentIntent: path.id, amount: params.amount_to_capture });
}
