import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Reference } from '../../kernel/objects.ts';
import type { Call, CallRequest, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newCardPaymentMethod } from './new-payment-method.ts';
import { typedCard } from './typed-card-params.ts';

type CreateParams = Params<'POST /v1/payment_methods'>;

/** What a payment method is made of, by itself or on the way to a confirmation (`payment_method_data`). */
export type PaymentMethodData = Pick<CreateParams, 'allow_redisplay' | 'billing_details' | 'card' | 'metadata'> & {
  type?: string;
};

export function createPaymentMethod(tx: Tx, { params, request }: Call<CreateParams>): Stripe.PaymentMethod {
  return newPaymentMethodOf(tx, params, { request });
}

/**
 * Makes a payment method of what a request brings.
 *
 * @param prefix Where the data stands among the parameters, for refusals.
 */
export function newPaymentMethodOf(
  tx: Tx,
  data: PaymentMethodData,
  { request, customer, prefix }: { request: CallRequest; customer?: Reference; prefix?: string },
): Stripe.PaymentMethod {
  const param = (name: string) => (prefix === undefined ? name : `${prefix}[${name}]`);
  if (data.type !== undefined && data.type !== 'card') {
    const message = `This emulator makes payment methods of type card only, not \`${data.type}\`.`;
    throw invalidRequest({ param: param('type'), message });
  }
  if (!data.card) throw missingParam(param('card'));
  const card = data.card.token === undefined ? typedCard(tx, data.card, request) : { token: data.card.token };
  const { billing_details, metadata, allow_redisplay } = data;
  return newCardPaymentMethod(tx, { card, billing_details, metadata, allow_redisplay, customer });
}
