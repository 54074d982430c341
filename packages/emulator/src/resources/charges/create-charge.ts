import type Stripe from 'stripe';
import { declineAdvice, declines } from '../../cards/card-outcome.ts';
import type { CardDecline } from '../../cards/card-outcome.ts';
import { cardError, invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkChargeAmount, checkCurrency } from '../../money/currencies.ts';
import { cardOfMethod } from '../cards/card-of-method.ts';
import { authenticationNeed } from '../payment_intents/authentication-rule.ts';
import { fieldOfDecline } from '../payment_intents/payment-error.ts';
import { cardOf } from '../payment_methods/card-facts.ts';
import { takeSource } from '../sources/add-source.ts';
import { ownSource } from '../sources/own-source.ts';
import { debitDirectly } from './direct-debit.ts';
import { newCharge } from './new-charge.ts';
import type { ChargeTerms } from './new-charge.ts';
import { refuseConnect } from './refuse-connect.ts';
import { shippingOf } from './update-charge.ts';

type ChargeData = Params<'POST /v1/charges'>;

/**
 * Charges a card or a bank account without a payment intent. A card's bank cannot ask its customer anything here: a card that wants to be
 * authenticated is declined.
 *
 * @throws StripeError 402 for a declined card; its failed charge stays.
 * @see https://docs.stripe.com/api/charges/create
 */
export function createCharge(tx: Tx, { params }: Call<ChargeData>): Stripe.Charge {
  refuseConnect(params);
  const terms = termsOf(tx, params);
  const method = methodToCharge(tx, params);
  if (method.type !== 'card') return debitDirectly(tx, { terms, method });
  const decline = declineOf(tx, method);
  const charge = newCharge(tx, {
    paymentIntent: terms,
    paymentMethod: method,
    decline,
    threeDSecure: null,
    source: cardOfMethod(method),
  });
  if (decline === null) return charge;
  const { code, declineCode, message } = decline;
  const param = fieldOfDecline(decline);
  throw cardError({ code, declineCode, message, param, charge: charge.id, fields: declineAdvice(decline) });
}

function termsOf(tx: Tx, params: ChargeData): ChargeTerms {
  if (params.source === undefined && params.customer === undefined) {
    throw invalidRequest({ code: 'parameter_missing', message: 'Must provide source or customer.' });
  }
  if (params.amount === undefined) throw missingParam('amount');
  if (params.currency === undefined) throw missingParam('currency');
  const currency = checkCurrency(params.currency);
  checkChargeAmount(params.amount, currency);
  const customer = params.customer === undefined ? null : tx.get('customer', params.customer, { param: 'customer' }).id;
  return {
    id: null,
    amount: params.amount,
    capture_method: params.capture === false ? 'manual' : 'automatic',
    currency,
    customer,
    description: params.description ?? null,
    metadata: mergedMetadata(null, params.metadata),
    receipt_email: params.receipt_email ?? null,
    shipping: params.shipping ? shippingOf(params.shipping) : null,
    statement_descriptor: params.statement_descriptor ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    transfer_group: params.transfer_group ?? null,
  };
}

/** With a customer, one of the customer's sources; a token can only be charged without one. */
function methodToCharge(tx: Tx, { customer, source }: ChargeData): Stripe.PaymentMethod {
  if (customer !== undefined) return ownSource(tx, { customer, source, param: 'source' });
  return takeSource(tx, source ?? '', { param: 'source' });
}

function declineOf(tx: Tx, method: Stripe.PaymentMethod): CardDecline | null {
  const card = cardOf(tx, method);
  const need = authenticationNeed(card, { offSession: true, isRequested: false });
  return need === 'challenge' ? declines.authentication_required : card.testCard.behavior.decline;
}
