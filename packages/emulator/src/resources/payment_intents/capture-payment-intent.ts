import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { captureHold } from '../charges/capture-charge.ts';
import { capturePart, isMulticapture } from '../charges/multicapture.ts';
import { writeAmountDetails } from './amount-details.ts';
import { refuseUncovered } from './uncovered-params.ts';
import { tellFollowers } from './followers.ts';

/**
 * Takes money that was held; what is not taken is released, unless more is to be taken later.
 *
 * @param amount Minor units; all of it when left out. 0 only releases what is left after some was taken.
 * @param isFinal False keeps the rest held, where the charge can be captured in parts.
 */
export function capturePayment(
  tx: Tx,
  {
    paymentIntent,
    amount,
    isFinal = true,
  }: { paymentIntent: string | { id: string }; amount?: number; isFinal?: boolean },
): Stripe.PaymentIntent {
  const before = tx.get('payment_intent', paymentIntent);
  if (before.status !== 'requires_capture') {
    const message =
      before.status === 'succeeded'
        ? 'The remaining amount on this PaymentIntent could not be captured because the remainder of the authorized amount has been released.'
        : `This PaymentIntent could not be captured because it has a status of ${before.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`;
    throw invalidRequest({ code: 'payment_intent_unexpected_state', message });
  }
  const taken = amount ?? before.amount_capturable;
  const charge = tx.get('charge', idOf(before.latest_charge) ?? '');
  const isRelease = taken === 0 && isFinal && before.amount_received > 0;
  if (!isRelease) checkTaken(taken, before.amount_capturable);
  if (isMulticapture(charge)) return capturePaymentPart(tx, { before, charge, taken, isFinal });
  if (!isFinal) {
    const message = 'This PaymentIntent does not support multicapture, so that `final_capture` cannot be false.';
    throw invalidRequest({ code: 'payment_intent_invalid_parameter', param: 'final_capture', message });
  }
  captureHold(tx, charge, taken);
  const captured = tx.update('payment_intent', before.id, {
    amount_capturable: 0,
    amount_received: taken,
    status: 'succeeded',
  });
  tx.emit('payment_intent.succeeded', captured);
  return tellFollowers(tx, captured);
}

/** The intent waits for more until a capture is the final one. */
function capturePaymentPart(
  tx: Tx,
  options: { before: Stripe.PaymentIntent; charge: Stripe.Charge; taken: number; isFinal: boolean },
): Stripe.PaymentIntent {
  const { before, charge, taken, isFinal } = options;
  capturePart(tx, charge, { taken, isFinal });
  const captured = tx.update('payment_intent', before.id, {
    amount_capturable: isFinal ? 0 : before.amount_capturable - taken,
    amount_received: before.amount_received + taken,
    status: isFinal ? 'succeeded' : 'requires_capture',
  });
  tx.emit('payment_intent.amount_capturable_updated', captured, before);
  if (!isFinal) return captured;
  tx.emit('payment_intent.succeeded', captured);
  return tellFollowers(tx, captured);
}

function checkTaken(taken: number, capturable: number): void {
  if (taken < 0) throw invalidRequest({ param: 'amount_to_capture', message: 'Invalid non-negative integer' });
  if (taken === 0) {
    const message = 'This value must be greater than or equal to 1.';
    throw invalidRequest({ code: 'parameter_invalid_integer', param: 'amount', message });
  }
  if (taken <= capturable) return;
  const message =
    'The payment could not be captured because the requested capture amount is greater than the amount you can capture ' +
    'for this charge. Contact us via https://support.stripe.com/contact/ for help.';
  throw invalidRequest({ code: 'amount_too_large', message });
}

export function capture(
  tx: Tx,
  { path, params }: Call<Params<'POST /v1/payment_intents/:id/capture'>, 'id'>,
): Stripe.PaymentIntent {
  refuseUncovered(params);
  if (params.amount_details) writeAmountDetails(tx, tx.get('payment_intent', path.id), params.amount_details);
  const { metadata, statement_descriptor, statement_descriptor_suffix } = tx.get('payment_intent', path.id);
  tx.update('payment_intent', path.id, {
    metadata: mergedMetadata(metadata, params.metadata),
    statement_descriptor: params.statement_descriptor ?? statement_descriptor,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? statement_descriptor_suffix,
  });
  return capturePayment(tx, {
    paymentIntent: path.id,
    amount: params.amount_to_capture,
    isFinal: params.final_capture,
  });
}
