import type Stripe from 'stripe';
import { exclusiveParams, invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { formatAmount } from '../../money/currencies.ts';
import { refundableAmount } from '../charges/multicapture.ts';
import { newBalanceTransaction } from '../balance_transactions/new-balance-transaction.ts';
import { aftermathOf } from '../payment_methods/method-behavior.ts';
import { endWarnings } from '../radar/early-fraud-warning.ts';
import { planRefundOutcome } from './refund-outcome.ts';

export interface RefundData {
  charge?: string | { id: string };
  paymentIntent?: string | { id: string };
  /** Minor units; what remains when left out. */
  amount?: number;
  reason?: Stripe.Refund.Reason | null;
  metadata?: Stripe.Emptyable<Stripe.MetadataParam>;
}

export function createRefund(tx: Tx, { params }: Call<Params<'POST /v1/refunds'>>): Stripe.Refund {
  const { charge, payment_intent: paymentIntent, amount, reason, metadata } = params;
  if (charge !== undefined && paymentIntent !== undefined) {
    throw exclusiveParams('charge', 'payment_intent');
  }
  if (charge === undefined && paymentIntent === undefined) {
    const message = 'One of the following params should be provided for this request: payment_intent or charge.';
    throw invalidRequest({ message });
  }
  // Stripe refuses a charge that never was as if the address had named it.
  const found = charge === undefined ? undefined : tx.get('charge', charge);
  return newRefund(tx, { charge: found, paymentIntent, amount, reason, metadata });
}

/**
 * Gives money of a charge back, or lets go of what an uncaptured charge without a payment intent holds. Stripe's fee is not
 * given back.
 *
 * @throws StripeError `charge_already_refunded`, `charge_disputed`, or when the amount is more than what is left.
 */
export function newRefund(tx: Tx, data: RefundData): Stripe.Refund {
  const charge = refundableCharge(tx, data);
  const left = refundableAmount(charge);
  const amount = data.amount ?? left;
  checkAmount(charge, amount, left);
  const isTaken = isTakenFrom(charge);
  if (!isTaken && amount < left) refusePartialRelease(charge);
  const method = tx.find('payment_method', charge.payment_method);
  const outcome = method && isTaken ? aftermathOf(tx, method).refund : 'succeeds';
  const refund = tx.insert('refund', {
    id: tx.newId('re'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: tx.now(charge),
    currency: charge.currency,
    customer: idOf(charge.customer),
    customer_account: null,
    destination_details: destinationOf(charge),
    metadata: mergedMetadata(null, data.metadata),
    payment_intent: idOf(charge.payment_intent),
    payment_method: charge.payment_method,
    ...(outcome === 'starts_pending' ? { pending_reason: 'processing' } : {}),
    reason: data.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: outcome === 'starts_pending' ? 'pending' : 'succeeded',
    transfer_reversal: null,
  });
  const booked = isTaken ? bookRefund(tx, refund, charge) : refund;
  if (outcome !== 'succeeds') planRefundOutcome(tx, booked, outcome);
  tx.emit('refund.created', booked);
  tellCharge(tx, charge, amount);
  return booked;
}

function destinationOf({ payment_method_details: paidWith }: Stripe.Charge): Stripe.Refund.DestinationDetails {
  if (paidWith?.type === 'us_bank_account' || paidWith?.type === 'ach_debit') {
    return { type: 'us_bank_transfer', us_bank_transfer: { reference: null, reference_status: 'pending' } };
  }
  if (paidWith?.type === 'sepa_debit') {
    return { eu_bank_transfer: { reference: null, reference_status: 'pending' }, type: 'eu_bank_transfer' };
  }
  return {
    card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
    type: 'card',
  };
}

function refundableCharge(tx: Tx, { charge, paymentIntent }: RefundData): Stripe.Charge {
  const found = charge ? tx.get('charge', charge, { param: 'charge' }) : chargeOf(tx, paymentIntent ?? '');
  refuseUnpaid(found);
  if (tx.list('dispute', { charge: found.id }).some((dispute) => !dispute.is_charge_refundable)) {
    const message = `Charge ${found.id} has been charged back; cannot issue a refund.`;
    throw invalidRequest({ code: 'charge_disputed', message });
  }
  if (found.refunded) {
    const message = `Charge ${found.id} has already been refunded.`;
    throw invalidRequest({ code: 'charge_already_refunded', message });
  }
  return found;
}

/** What a payment intent holds is let go by cancelling the intent. */
function refuseUnpaid(charge: Stripe.Charge): void {
  const { id, payment_intent, status } = charge;
  const intent = idOf(payment_intent);
  if (status !== 'succeeded') {
    if (intent !== null) throw withoutCharge(intent);
    throw invalidRequest({ param: 'charge', message: `Charge ${id} has no captured payment to refund.` });
  }
  if (isTakenFrom(charge) || intent === null) return;
  const message =
    `This uncaptured Charge was created by a PaymentIntent (${intent}). You must cancel the PaymentIntent to reverse the ` +
    'authorization instead of refunding the Charge directly. For more information, see ' +
    'https://stripe.com/docs/payments/place-a-hold-on-a-payment-method';
  throw invalidRequest({ message });
}

/** Whether money moved: all that was held, or the first parts of it. */
function isTakenFrom({ amount_captured: taken, captured }: Stripe.Charge): boolean {
  return captured || taken > 0;
}

function withoutCharge(intent: string): Error {
  return invalidRequest({ message: `This PaymentIntent (${intent}) does not have a successful charge to refund.` });
}

function chargeOf(tx: Tx, paymentIntent: string | { id: string }): Stripe.Charge {
  const intent = tx.get('payment_intent', paymentIntent, { param: 'payment_intent' });
  const charge = tx.find('charge', intent.latest_charge);
  if (charge) return charge;
  throw withoutCharge(intent.id);
}

function checkAmount(charge: Stripe.Charge, amount: number, left: number): void {
  if (amount < 1) {
    const message = 'This value must be greater than or equal to 1.';
    throw invalidRequest({ code: 'parameter_invalid_integer', param: 'amount', message });
  }
  if (amount <= left) return;
  const wanted = formatAmount(amount, charge.currency);
  const rest = formatAmount(left, charge.currency);
  const message = `Refund amount (${wanted}) is greater than unrefunded amount on charge (${rest})`;
  throw invalidRequest({ param: 'amount', message });
}

/** Money that is only held is let go as a whole. */
function refusePartialRelease({ id }: Stripe.Charge): never {
  const message = `You cannot partially refund an uncaptured charge. Instead, capture the charge ${id} for an amount less than the original amount.`;
  throw invalidRequest({ param: 'amount', message });
}

function bookRefund(tx: Tx, refund: Stripe.Refund, charge: Stripe.Charge): Stripe.Refund {
  const transaction = newBalanceTransaction(tx, {
    amount: -refund.amount,
    currency: refund.currency,
    fee: 0,
    type: (charge.payment_method_details?.type ?? 'card') === 'card' ? 'refund' : 'payment_refund',
    reportingCategory: 'refund',
    description: 'REFUND FOR CHARGE',
    source: refund.id,
    customer: idOf(refund.customer),
  });
  return tx.update('refund', refund.id, { balance_transaction: transaction.id });
}

function tellCharge(tx: Tx, charge: Stripe.Charge, amount: number): void {
  const amount_refunded = charge.amount_refunded + amount;
  const isOver = charge.captured || charge.amount_captured === 0;
  const refunded = isOver && refundableAmount(charge) === amount;
  tx.emit('charge.refunded', tx.update('charge', charge.id, { amount_refunded, refunded }), charge);
  if (refunded) endWarnings(tx, charge.id);
}
