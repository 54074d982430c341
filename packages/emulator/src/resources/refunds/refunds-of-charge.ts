import type Stripe from 'stripe';
import { missing } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import { list } from '../../kernel/read-operations.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newRefund } from './new-refund.ts';
import { updateRefund } from './update-refund.ts';

type RefundPath = 'chargeId' | 'id';

declare module '../../kernel/operations.generated.ts' {
  interface Operations {
    'GET /v1/charges/:id/refunds': { params: Stripe.RefundListParams; result: Stripe.ApiList<Stripe.Refund> };
    'POST /v1/charges/:id/refunds': { params: Stripe.RefundCreateParams; result: Stripe.Refund };
    'GET /v1/charges/:chargeId/refunds/:id': { params: Stripe.RefundRetrieveParams; result: Stripe.Refund };
    'POST /v1/charges/:chargeId/refunds/:id': { params: Stripe.RefundUpdateParams; result: Stripe.Refund };
  }
}

/** The address that a charge's `refunds` names; clients follow it to read the rest of a long list. */
export const listRefundsOfCharge = list('refund', {
  where: (tx, { path }) => ({ charge: tx.get('charge', path['id'] ?? '').id }),
});

export function createRefundOfCharge(tx: Tx, { path, params }: Call<Params<'POST /v1/refunds'>, 'id'>): Stripe.Refund {
  const { amount, reason, metadata } = params;
  return newRefund(tx, { charge: tx.get('charge', path.id), amount, reason, metadata });
}

export function retrieveRefundOfCharge(tx: Tx, { path }: Call<object, RefundPath>): Stripe.Refund {
  const refund = tx.get('refund', path.id);
  if (idOf(refund.charge) === path.chargeId) return refund;
  throw missing('refund', path.id);
}

export function updateRefundOfCharge(tx: Tx, call: Call<Params<'POST /v1/refunds/:id'>, RefundPath>): Stripe.Refund {
  return updateRefund(tx, { ...call, path: { id: retrieveRefundOfCharge(tx, call).id } });
}
