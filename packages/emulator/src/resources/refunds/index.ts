import { missing } from '../../kernel/errors.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { createRefund } from './new-refund.ts';
import { bringRefundOutcome } from './refund-outcome.ts';
import {
  createRefundOfCharge,
  listRefundsOfCharge,
  retrieveRefundOfCharge,
  updateRefundOfCharge,
} from './refunds-of-charge.ts';
import { cancelRefund, expireRefund, updateRefund } from './update-refund.ts';

/** https://docs.stripe.com/api/refunds */
export const refunds = resource('refund', {
  refuseMissing: (id) => missing('refund', id, 'refund', 404),
  indexes: ['charge', 'payment_intent'],
  operations: {
    'POST /v1/refunds': createRefund,
    'GET /v1/refunds/:id': retrieve('refund'),
    'POST /v1/refunds/:id': updateRefund,
    'POST /v1/refunds/:id/cancel': cancelRefund,
    'GET /v1/refunds': list('refund', { filter: ['charge', 'payment_intent'] }),
    'POST /v1/test_helpers/refunds/:id/expire': expireRefund,
    'GET /v1/charges/:id/refunds': listRefundsOfCharge,
    'POST /v1/charges/:id/refunds': createRefundOfCharge,
    'GET /v1/charges/:chargeId/refunds/:id': retrieveRefundOfCharge,
    'POST /v1/charges/:chargeId/refunds/:id': updateRefundOfCharge,
  },
});

export const refundOutcomes = resource('_refund_outcome', {
  due: (outcome) => outcome.at,
  whenDue: bringRefundOutcome,
});
