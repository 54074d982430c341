import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { createRefund } from './new-refund.ts';
import { bringRefundOutcome } from './refund-outcome.ts';

/** https://docs.stripe.com/api/refunds */
export const refunds = resource('refund', {
  indexes: ['charge', 'payment_intent'],
  operations: {
    'POST /v1/refunds': createRefund,
    'GET /v1/refunds/:id': retrieve('refund'),
    'POST /v1/refunds/:id': updateRefund,
    'POST /v1/refunds/:id/cancel': cancelRefund,
    'GET /v1/refunds': list('refund', { filter: ['charge', 'payment_intent'] }),
  },
});

export const refundOutcomes = resource('_refund_outcome', {
  due: (outcome) => outcome.at,
  whenDue: bringRefundOutcome,
});

function updateRefund(tx: Tx, { path, params }: Call<Params<'POST /v1/refunds/:id'>, 'id'>): Stripe.Refund {
  const before = tx.get('refund', path.id);
  const refund = tx.update('refund', before.id, { metadata: mergedMetadata(before.metadata, params.metadata) });
  tx.emit('refund.updated', refund, before);
  tx.emit('charge.refund.updated', refund, before);
  return refund;
}

/** Refunds to cards never wait for the customer, which is the only state that can be cancelled. */
function cancelRefund(tx: Tx, { path }: Call<object, 'id'>): Stripe.Refund {
  const refund = tx.get('refund', path.id);
  throw invalidRequest({
    message: `You cannot cancel this refund because it has a status of ${refund.status ?? 'unknown'}. Only a refund with the status requires_action may be canceled.`,
  });
}
