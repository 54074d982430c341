import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Call, CallRequest, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { TypedCard } from '../../cards/typed-card.ts';
import { newCardPaymentMethod } from './new-payment-method.ts';

type PaymentMethodData = Params<'POST /v1/payment_methods'>;

export function createPaymentMethod(tx: Tx, { params, request }: Call<PaymentMethodData>): Stripe.PaymentMethod {
  if (params.type !== undefined && params.type !== 'card') {
    const message = `This emulator makes payment methods of type card only, not \`${params.type}\`.`;
    throw invalidRequest({ param: 'type', message });
  }
  if (!params.card) throw missingParam('card');
  const card = params.card.token === undefined ? typedCard(params.card, request) : { token: params.card.token };
  const { billing_details, metadata, allow_redisplay } = params;
  return newCardPaymentMethod(tx, { card, billing_details, metadata, allow_redisplay });
}

/** Only a browser, which has no secret key, may send what a person typed. */
function typedCard(card: NonNullable<PaymentMethodData['card']>, request: CallRequest): TypedCard {
  const { number, exp_month, exp_year, cvc } = card;
  if (number === undefined) throw missingParam('card[number]');
  if (!request.isPublishable) {
    throw invalidRequest({
      status: 402,
      message:
        'Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use test tokens that map to the test card you are using, see https://stripe.com/docs/testing. To enable testing raw card data APIs, see https://support.stripe.com/questions/enabling-access-to-raw-card-data-apis.',
    });
  }
  if (exp_month === undefined) throw missingParam('card[exp_month]');
  if (exp_year === undefined) throw missingParam('card[exp_year]');
  return { number, exp_month, exp_year, cvc };
}
