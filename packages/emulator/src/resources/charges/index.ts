import type Stripe from 'stripe';
import { list, listOf, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { search } from '../../kernel/search.ts';
import type { Tx } from '../../kernel/tx.ts';
import { captureCharge } from './capture-charge.ts';
import { createCharge } from './create-charge.ts';
import { bringDirectDebit } from './direct-debit.ts';
import { chargeToExpire, expireHold, holdEndsAt } from './expire-hold.ts';
import { bringSettlement } from './settle-charge.ts';
import { updateCharge } from './update-charge.ts';

/** With fields of older versions, which Stripe still sends and its declarations no longer name. */
function shown(
  tx: Tx,
  charge: Stripe.Charge,
): Stripe.Charge & { destination: null; dispute: string | null; order: null } {
  const dispute = charge.disputed ? tx.list('dispute', { charge: charge.id }).at(0) : undefined;
  return { ...charge, destination: null, dispute: dispute?.id ?? null, order: null };
}

/** Stripe counts them all, though its types no longer say so. */
function countedRefunds(tx: Tx, { id }: Stripe.Charge): Stripe.ApiList<Stripe.Refund> & { total_count: number } {
  const url = `/v1/charges/${id}/refunds`;
  return { ...listOf(tx, 'refund', { charge: id }, { url }), total_count: tx.list('refund', { charge: id }).length };
}

/** https://docs.stripe.com/api/charges: made by payment intents, or directly with the older API. */
export const charges = resource('charge', {
  indexes: ['customer', 'payment_intent'],
  operations: {
    'POST /v1/charges': createCharge,
    'GET /v1/charges/:id': retrieve('charge'),
    'POST /v1/charges/:id': updateCharge,
    'POST /v1/charges/:id/capture': captureCharge,
    'POST /v1/test_helpers/charges/:id/expire': (tx, { path }) => expireHold(tx, chargeToExpire(tx, path.id)),
    'GET /v1/charges/search': search('charge', [
      'amount',
      'billing_details.address.postal_code',
      'created',
      'currency',
      'customer',
      'disputed',
      'payment_method_details.card.brand',
      'payment_method_details.card.exp_month',
      'payment_method_details.card.exp_year',
      'payment_method_details.card.fingerprint',
      'payment_method_details.card.last4',
      'refunded',
      'status',
    ]),
    'GET /v1/charges': list('charge', { filter: ['customer', 'payment_intent', 'transfer_group'] }),
  },
  render: shown,
  due: (charge) => holdEndsAt(charge),
  whenDue: (tx, charge) => void expireHold(tx, charge),
  includes: {
    refunds: countedRefunds,
  },
});

export const directDebits = resource('_direct_debit', { due: (debit) => debit.at, whenDue: bringDirectDebit });

export const settlements = resource('_settlement', {
  due: (settlement) => settlement.at,
  whenDue: bringSettlement,
});
