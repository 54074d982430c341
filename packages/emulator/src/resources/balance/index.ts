import type Stripe from 'stripe';
import { resource } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { isAvailable } from '../balance_transactions/index.ts';

/** https://docs.stripe.com/api/balance: the sum of all balance transactions, computed when asked for. */
export const balance = resource('balance', {
  operations: { 'GET /v1/balance': retrieveBalance },
});

function retrieveBalance(tx: Tx): Stripe.Balance {
  const available = new Map<string, number>([['usd', 0]]);
  const pending = new Map<string, number>([['usd', 0]]);
  for (const transaction of tx.list('balance_transaction')) {
    const sums = isAvailable(tx, transaction) ? available : pending;
    sums.set(transaction.currency, (sums.get(transaction.currency) ?? 0) + transaction.net);
  }
  return { object: 'balance', available: amountsOf(available), livemode: false, pending: amountsOf(pending) };
}

function amountsOf(sums: ReadonlyMap<string, number>): Stripe.Balance.Available[] {
  return [...sums].map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } }));
}
