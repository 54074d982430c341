import { list, listOf, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { captureCharge } from '../payment_intents/capture-payment-intent.ts';
import { bringSettlement } from './settle-charge.ts';
import { updateCharge } from './update-charge.ts';

/** https://docs.stripe.com/api/charges: made by payment intents; creating one directly is not emulated. */
export const charges = resource('charge', {
  indexes: ['customer', 'payment_intent'],
  operations: {
    'GET /v1/charges/:id': retrieve('charge'),
    'POST /v1/charges/:id': updateCharge,
    'POST /v1/charges/:id/capture': captureCharge,
    'GET /v1/charges': list('charge', { filter: ['customer', 'payment_intent', 'transfer_group'] }),
  },
  includes: {
    refunds: (tx, { id }) => listOf(tx, 'refund', { charge: id }, { url: `/v1/charges/${id}/refunds` }),
  },
});

export const settlements = resource('_settlement', {
  due: (settlement) => settlement.at,
  whenDue: bringSettlement,
});
