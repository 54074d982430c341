import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { billingDetailsAfter } from './billing-details.ts';
import { tellOfChange } from './followers.ts';

type PaymentMethodChange = Params<'POST /v1/payment_methods/:id'>;

export function updatePaymentMethod(tx: Tx, { path, params }: Call<PaymentMethodChange, 'id'>): Stripe.PaymentMethod {
  const before = tx.get('payment_method', path.id);
  if (before.customer === null) {
    const message = 'You must save this PaymentMethod to a customer before you can update it.';
    throw invalidRequest({ code: 'payment_method_unexpected_state', message });
  }
  const { exp_month, exp_year, networks } = params.card ?? {};
  const preferred = networks?.preferred || null;
  const paymentMethod = tx.update('payment_method', before.id, {
    allow_redisplay: params.allow_redisplay ?? before.allow_redisplay,
    billing_details: billingDetailsAfter(params.billing_details, before.billing_details),
    ...(before.card && {
      card: {
        ...before.card,
        exp_month: exp_month ?? before.card.exp_month,
        exp_year: exp_year ?? before.card.exp_year,
        networks: networks && before.card.networks ? { ...before.card.networks, preferred } : before.card.networks,
      },
    }),
    metadata: mergedMetadata(before.metadata, params.metadata),
  });
  tx.emit('payment_method.updated', paymentMethod, before);
  tellOfChange(tx, paymentMethod);
  return paymentMethod;
}
