import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkChargeAmount } from '../../money/currencies.ts';
import { writeAmountDetails } from './amount-details.ts';
import { refuseUncovered } from './uncovered-params.ts';

/**
 * Holds more of a customer's money than was held first.
 *
 * @see https://docs.stripe.com/payments/incremental-authorization
 */
export function incrementAuthorization(
  tx: Tx,
  { path, params }: Call<Params<'POST /v1/payment_intents/:id/increment_authorization'>, 'id'>,
): Stripe.PaymentIntent {
  refuseUncovered(params);
  const before = tx.get('payment_intent', path.id);
  const charge = tx.find('charge', before.latest_charge);
  checkIncrement(before, charge, params.amount);
  checkChargeAmount(params.amount, before.currency);
  const held = tx.get('charge', idOf(before.latest_charge) ?? '');
  const card = held.payment_method_details?.card;
  tx.update('charge', held.id, {
    amount: params.amount,
    payment_method_details: {
      ...held.payment_method_details,
      type: 'card',
      ...(card ? { card: { ...card, amount_authorized: params.amount } } : {}),
    },
  });
  const incremented = tx.update('payment_intent', before.id, {
    amount: params.amount,
    amount_capturable: params.amount,
    description: written(params.description, before.description),
    metadata: mergedMetadata(before.metadata, params.metadata),
    statement_descriptor: written(params.statement_descriptor, before.statement_descriptor),
  });
  const shown = writeAmountDetails(tx, incremented, params.amount_details);
  tx.emit('payment_intent.amount_capturable_updated', shown);
  return shown;
}

function checkIncrement(intent: Stripe.PaymentIntent, charge: Stripe.Charge | undefined, amount: number): void {
  if (intent.status !== 'requires_capture') {
    const message = `This PaymentIntent's authorization could not be incremented because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be incremented: requires_capture.`;
    throw invalidRequest({ code: 'payment_intent_unexpected_state', message });
  }
  if (charge?.payment_method_details?.card?.incremental_authorization?.status !== 'available') {
    const message =
      'This PaymentIntent is not eligible for incremental authorization. Create it with payment_method_options[card][request_incremental_authorization]=if_available.';
    throw invalidRequest({ code: 'payment_intent_invalid_parameter', message });
  }
  if (intent.amount_received > 0) {
    const message = 'The authorization of a payment that was captured in part cannot be incremented.';
    throw invalidRequest({ code: 'payment_intent_unexpected_state', message });
  }
  if (amount > intent.amount) return;
  const message = `The amount of an incremental authorization must be greater than the amount that is authorized (${intent.amount}).`;
  throw invalidRequest({ code: 'payment_intent_invalid_parameter', param: 'amount', message });
}
