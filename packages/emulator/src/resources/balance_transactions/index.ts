import type Stripe from 'stripe';
import { missing } from '../../kernel/errors.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

/** https://docs.stripe.com/api/balance_transactions */
export const balanceTransactions = resource('balance_transaction', {
  indexes: ['source'],
  operations: {
    'GET /v1/balance_transactions/:id': retrieve('balance_transaction'),
    'GET /v1/balance_transactions': list('balance_transaction', {
      filter: ['currency', 'type'],
      // The source is a charge, refund, …: not the kind of object that Stripe calls a source.
      where: (_tx, call) => {
        const { payout, source } = call.params as Stripe.BalanceTransactionListParams;
        if (payout !== undefined) throw missing('payout', payout, 'payout');
        return source === undefined ? {} : { source };
      },
    }),
  },
  // Becoming available is a matter of time alone: no event tells of it.
  render: (tx, transaction) => ({ ...transaction, status: isAvailable(tx, transaction) ? 'available' : 'pending' }),
});

/** The account lives by the main clock. */
export function isAvailable(tx: Tx, transaction: Stripe.BalanceTransaction): boolean {
  return transaction.status === 'available' || transaction.available_on <= tx.now();
}
