import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { returnRefund, tellOfChange } from './refund-outcome.ts';

export function updateRefund(tx: Tx, { path, params }: Call<Params<'POST /v1/refunds/:id'>, 'id'>): Stripe.Refund {
  const before = tx.get('refund', path.id);
  const refund = tx.update('refund', before.id, { metadata: mergedMetadata(before.metadata, params.metadata) });
  tellOfChange(tx, refund, before);
  return refund;
}

/** Takes a refund back that waits for its customer. Refunds to cards never do. */
export function cancelRefund(tx: Tx, { path }: Call<object, 'id'>): Stripe.Refund {
  const refund = waitingRefund(tx, path.id, 'cancel');
  return returnRefund(tx, refund, { status: 'canceled', failure_reason: 'merchant_request' });
}

/** The time that the customer had is over. */
export function expireRefund(tx: Tx, { path }: Call<object, 'id'>): Stripe.Refund {
  const refund = waitingRefund(tx, path.id, 'expire');
  return returnRefund(tx, refund, { status: 'failed', failure_reason: 'unknown' });
}

function waitingRefund(tx: Tx, id: string, verb: 'cancel' | 'expire'): Stripe.Refund {
  const refund = tx.get('refund', id);
  if (refund.status === 'requires_action') return refund;
  if (verb === 'cancel') throw invalidRequest({ message: 'Canceling this refund is unsupported.' });
  throw invalidRequest({
    message: `You cannot expire this refund because it has a status of ${refund.status ?? 'unknown'}. Only a refund with the status requires_action may be expired.`,
  });
}
