import type Stripe from 'stripe';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import { written } from '../../kernel/emptyable.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Reference } from '../../kernel/objects.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkCurrency } from '../../money/currencies.ts';

export interface BalanceMove {
  customer: string | { id: string };
  /** Minor units; negative is a credit to the customer, positive a debt. */
  amount: number;
  type: Stripe.CustomerBalanceTransaction.Type;
  /** The customer's own when left out. */
  currency?: string;
  invoice?: Reference;
  creditNote?: Reference;
  description?: string | null;
  metadata?: Stripe.Emptyable<Stripe.MetadataParam>;
}

/** Changes what a customer owes or is owed, and writes down why. The next invoice takes it into account. */
export function moveBalance(tx: Tx, move: BalanceMove): Stripe.CustomerBalanceTransaction {
  const before = tx.get('customer', move.customer);
  const currency = before.currency ?? move.currency ?? 'usd';
  const customer = tx.update('customer', before.id, { balance: before.balance + move.amount, currency });
  const transaction = balanceTransaction(tx, { ...move, currency, customer });
  tx.emit('customer.updated', customer, before);
  return transaction;
}

/** Only the record, for a balance that was written already. */
export function balanceTransaction(
  tx: Tx,
  move: Omit<BalanceMove, 'customer'> & { customer: Stripe.Customer },
): Stripe.CustomerBalanceTransaction {
  return tx.insert('customer_balance_transaction', {
    id: tx.newId('cbtxn'),
    object: 'customer_balance_transaction',
    amount: move.amount,
    checkout_session: null,
    created: tx.now({ customer: move.customer.id }),
    credit_note: idOf(move.creditNote),
    currency: move.currency ?? move.customer.currency ?? 'usd',
    customer: move.customer.id,
    customer_account: null,
    description: move.description ?? null,
    ending_balance: move.customer.balance,
    invoice: idOf(move.invoice),
    livemode: false,
    metadata: mergedMetadata(null, move.metadata),
    type: move.type,
  });
}

type MoveData = Params<'POST /v1/customers/:id/balance_transactions'>;

export function createBalanceTransaction(
  tx: Tx,
  { path, params }: Call<MoveData, 'id'>,
): Stripe.CustomerBalanceTransaction {
  const customer = tx.get('customer', path.id);
  const currency = checkCurrency(params.currency);
  if (customer.currency && customer.currency !== currency) {
    const message = `You cannot combine currencies on a single customer. This customer has had a subscription, coupon, or invoice item with currency ${customer.currency}`;
    throw invalidRequest({ param: 'currency', message });
  }
  const { amount, description, metadata } = params;
  return moveBalance(tx, { customer, amount, currency, type: 'adjustment', description, metadata });
}

export function retrieveBalanceTransaction(
  tx: Tx,
  { path }: Call<object, 'customerId' | 'id'>,
): Stripe.CustomerBalanceTransaction {
  const customer = tx.get('customer', path.customerId, { param: 'customer' });
  const transaction = tx.get('customer_balance_transaction', path.id);
  if (idOf(transaction.customer) === customer.id) return transaction;
  throw missing('customer_balance_transaction', path.id);
}

/** Immutable, apart from what people write on it. */
export function updateBalanceTransaction(
  tx: Tx,
  call: Call<Params<'POST /v1/customers/:customerId/balance_transactions/:id'>, 'customerId' | 'id'>,
): Stripe.CustomerBalanceTransaction {
  const before = retrieveBalanceTransaction(tx, call);
  return tx.update('customer_balance_transaction', before.id, {
    description: written(call.params.description, before.description),
    metadata: mergedMetadata(before.metadata, call.params.metadata),
  });
}
