import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Reference } from '../../kernel/objects.ts';
import type { Call, CallRequest, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newTypedSepaMethod, newTypedUsMethod } from './new-bank-payment-method.ts';
import { newCardPaymentMethod } from './new-payment-method.ts';
import { typedCard } from './typed-card-params.ts';

type CreateParams = Params<'POST /v1/payment_methods'>;

/** What a payment method is made of, by itself or on the way to a confirmation (`payment_method_data`). */
export type PaymentMethodData = Pick<
  CreateParams,
  'allow_redisplay' | 'billing_details' | 'card' | 'metadata' | 'sepa_debit' | 'us_bank_account'
> & {
  type?: string;
};

export function createPaymentMethod(tx: Tx, { params, request }: Call<CreateParams>): Stripe.PaymentMethod {
  if (params.customer !== undefined) {
    const message =
      'You cannot attach a PaymentMethod to a Customer during PaymentMethod creation. Please instead create the ' +
      'PaymentMethod and then attach it using the attachment method of the PaymentMethods API.';
    throw invalidRequest({ message });
  }
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
  const { allow_redisplay, billing_details, metadata, type = 'card' } = data;
  const common = { allow_redisplay, billing_details, metadata, customer };
  if (type === 'us_bank_account') return newTypedUsMethod(tx, data.us_bank_account, common, param);
  if (type === 'sepa_debit') return newTypedSepaMethod(tx, data.sepa_debit?.iban, common, param);
  if (type !== 'card') {
    const message = `This emulator makes payment methods of the types card, sepa_debit and us_bank_account, not \`${type}\`.`;
    throw invalidRequest({ param: param('type'), message });
  }
  if (!data.card) throw missingParam(param('card'));
  const { token } = data.card;
  if (token !== undefined && !token.startsWith('tok_'))
    throw invalidRequest({ message: `Invalid token id: ${token}`, param: 'token' });
  const card = token === undefined ? typedCard(tx, data.card, request) : { token };
  return newCardPaymentMethod(tx, { card, ...common });
}
