import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { refuseConnect } from './refuse-connect.ts';
import { settleCharge } from './settle-charge.ts';

/** Takes money that is held; the rest of it is let go. */
export function captureHold(tx: Tx, held: Stripe.Charge, taken: number): Stripe.Charge {
  const captured = tx.update('charge', held.id, {
    amount_captured: taken,
    amount_refunded: held.amount - taken,
    captured: true,
  });
  const booked = settleCharge(tx, captured);
  tx.emit('charge.captured', booked, held);
  return booked;
}

type CaptureParams = Params<'POST /v1/charges/:id/capture'>;

/** Only for charges without a payment intent: otherwise the intent is what is captured. */
export function captureCharge(tx: Tx, { path, params }: Call<CaptureParams, 'id'>): Stripe.Charge {
  refuseConnect(params);
  const held = tx.get('charge', path.id);
  checkHeld(held);
  const taken = params.amount ?? held.amount;
  if (taken < 1 || taken > held.amount) {
    const message =
      'Invalid amount: The amount to capture must be positive and at most the amount that was authorized.';
    throw invalidRequest({
      code: taken < 1 ? 'parameter_invalid_integer' : 'amount_too_large',
      param: 'amount',
      message,
    });
  }
  const suffix = params.statement_descriptor_suffix ?? params.statement_descriptor;
  const charge = tx.update('charge', held.id, {
    receipt_email: params.receipt_email ?? held.receipt_email,
    ...(suffix === undefined ? {} : { statement_descriptor_suffix: suffix }),
    transfer_group: held.transfer_group ?? params.transfer_group ?? null,
  });
  return captureHold(tx, charge, taken);
}

function checkHeld(charge: Stripe.Charge): void {
  if (charge.captured) {
    const message = `Charge ${charge.id} has already been captured.`;
    throw invalidRequest({ code: 'charge_already_captured', message });
  }
  const intent = idOf(charge.payment_intent);
  if (intent !== null) {
    throw invalidRequest({
      message: `This uncaptured Charge was created by a PaymentIntent (${intent}). You must capture the PaymentIntent instead. For more information, see https://stripe.com/docs/payments/place-a-hold-on-a-payment-method`,
    });
  }
  if (charge.refunded) {
    const message = `Charge ${charge.id} has already been refunded.`;
    throw invalidRequest({ code: 'charge_already_refunded', message });
  }
  if (charge.status !== 'succeeded') {
    throw invalidRequest({ message: `Charge ${charge.id} failed: there is nothing to capture.` });
  }
}
