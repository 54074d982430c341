import type Stripe from 'stripe';
import type { CardDecline } from '../../cards/card-outcome.ts';
import { digitDigestOf } from '../../kernel/ids.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { answeredChecks, cardOf } from '../payment_methods/card-facts.ts';
import type { KnownCard } from '../payment_methods/card-facts.ts';
import { chargeOutcome } from './charge-outcome.ts';
import { takesParts } from './multicapture.ts';
import { planSettlement, settleCharge } from './settle-charge.ts';

export type ThreeDSecure = Stripe.Charge.PaymentMethodDetails.Card.ThreeDSecure;

/** What is to be paid: a payment intent, or what the older API says of a charge without one (`id` is then null). */
export type ChargeTerms = { id: string | null } & Pick<
  Stripe.PaymentIntent,
  | 'amount'
  | 'capture_method'
  | 'currency'
  | 'customer'
  | 'description'
  | 'metadata'
  | 'receipt_email'
  | 'shipping'
  | 'statement_descriptor'
  | 'statement_descriptor_suffix'
  | 'transfer_group'
>;

/** One attempt to be paid. */
export interface ChargeAttempt {
  paymentIntent: ChargeTerms;
  paymentMethod: Stripe.PaymentMethod;
  /** Null when the money moves. */
  decline: CardDecline | null;
  threeDSecure: ThreeDSecure | null;
  /** The card or bank account in the older API's words, where that API named it. */
  source?: Stripe.Card | Stripe.BankAccount;
  /** Whether more can be held later. */
  isIncrementable?: boolean;
  /** Whether the integration asked to capture in parts. */
  asksForParts?: boolean;
}

const accountDescriptor = 'TEST ACCOUNT';

/** How long money can be held before it must be captured. */
const holdSeconds = 7 * 86_400;

/** Writes what became of an attempt, and tells of it: `charge.succeeded` or `charge.failed`. */
export function newCharge(tx: Tx, attempt: ChargeAttempt): Stripe.Charge {
  const { paymentIntent, decline } = attempt;
  const isCaptured = decline === null && paymentIntent.capture_method !== 'manual';
  const charge = tx.insert('charge', chargeOf(tx, attempt, isCaptured));
  tx.emit(decline ? 'charge.failed' : 'charge.succeeded', isCaptured ? booked(tx, charge, paymentIntent) : charge);
  return tx.get('charge', charge.id);
}

/** In the request only if the intent asks for it; by default the money may wait a moment. */
function booked(tx: Tx, charge: Stripe.Charge, { capture_method }: ChargeTerms): Stripe.Charge {
  if (capture_method !== 'automatic_async') return settleCharge(tx, charge);
  planSettlement(tx, charge);
  return charge;
}

function chargeOf(tx: Tx, attempt: ChargeAttempt, isCaptured: boolean): Stripe.Charge {
  const { paymentIntent, paymentMethod, decline } = attempt;
  const card = cardOf(tx, paymentMethod);
  const unpaid = unpaidCharge(tx, attempt);
  return {
    ...unpaid,
    amount_captured: isCaptured ? paymentIntent.amount : 0,
    captured: isCaptured,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    outcome: chargeOutcome(card, decline),
    paid: decline === null,
    payment_method_details: { card: cardDetails(tx, attempt, card), type: 'card' },
    receipt_url: decline ? null : receiptUrl(tx, unpaid.id),
    source: attempt.source ?? null,
    status: decline ? 'failed' : 'succeeded',
  };
}

/** Where who paid finds what was paid. */
export function receiptUrl(tx: Tx, charge: string): string {
  return tx.url(`/receipts/${charge}`);
}

/** What a charge says of what is to be paid, before anybody answered. Charges that are no card's have ids of their own sort. */
export function unpaidCharge(
  tx: Tx,
  { paymentIntent, paymentMethod }: Pick<ChargeAttempt, 'paymentIntent' | 'paymentMethod'>,
): Stripe.Charge {
  const suffix = paymentIntent.statement_descriptor_suffix;
  const id = tx.newId(paymentMethod.type === 'card' ? 'ch' : 'py');
  return {
    id,
    object: 'charge',
    amount: paymentIntent.amount,
    amount_captured: 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: paymentMethod.billing_details,
    calculated_statement_descriptor:
      paymentIntent.statement_descriptor ?? (suffix ? `${accountDescriptor}* ${suffix}` : accountDescriptor),
    captured: false,
    created: tx.now(paymentIntent),
    currency: paymentIntent.currency,
    customer: idOf(paymentIntent.customer),
    description: paymentIntent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: paymentIntent.metadata,
    on_behalf_of: null,
    outcome: null,
    paid: false,
    payment_intent: paymentIntent.id,
    payment_method: paymentMethod.id,
    payment_method_details: null,
    radar_options: {},
    receipt_email: paymentIntent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: paymentIntent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: paymentIntent.statement_descriptor,
    statement_descriptor_suffix: suffix,
    status: 'pending',
    transfer_data: null,
    transfer_group: paymentIntent.transfer_group,
  };
}

/** What networks call a payment over the internet that nobody was asked to authenticate. */
const withoutAuthentication: Record<string, '07'> = { visa: '07', amex: '07', discover: '07', jcb: '07', diners: '07' };

function cardDetails(
  tx: Tx,
  { paymentIntent, paymentMethod, decline, threeDSecure, isIncrementable = false, asksForParts = false }: ChargeAttempt,
  card: KnownCard,
): Stripe.Charge.PaymentMethodDetails.Card {
  const { testCard } = card;
  return {
    amount_authorized: decline ? null : paymentIntent.amount,
    authorization_code: decline ? null : digitDigestOf(`${paymentIntent.id} ${tx.now(paymentIntent)}`, 6),
    brand: testCard.brand,
    ...(decline === null && paymentIntent.capture_method === 'manual'
      ? { capture_before: tx.now(paymentIntent) + holdSeconds }
      : {}),
    checks: answeredChecks(paymentMethod, card),
    country: testCard.country,
    electronic_commerce_indicator:
      threeDSecure?.electronic_commerce_indicator ?? withoutAuthentication[testCard.brand] ?? null,
    exp_month: paymentMethod.card?.exp_month ?? 0,
    exp_year: paymentMethod.card?.exp_year ?? 0,
    extended_authorization: { status: 'disabled' },
    fingerprint: paymentMethod.card?.fingerprint ?? null,
    funding: testCard.funding,
    incremental_authorization: { status: isIncrementable ? 'available' : 'unavailable' },
    installments: null,
    last4: paymentMethod.card?.last4 ?? null,
    mandate: null,
    multicapture: { status: asksForParts && takesParts(testCard.brand) ? 'available' : 'unavailable' },
    network: testCard.brand,
    network_token: { used: false },
    network_transaction_id: decline ? null : digitDigestOf(paymentMethod.card?.fingerprint ?? '', 15),
    overcapture: { maximum_amount_capturable: paymentIntent.amount, status: 'unavailable' },
    regulated_status: 'unregulated',
    three_d_secure: threeDSecure,
    transaction_link_id: null,
    wallet: null,
  };
}
