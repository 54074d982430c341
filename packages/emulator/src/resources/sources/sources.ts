// What customers had before payment methods: cards and bank accounts, both with a payment method of the same id behind them.
import type Stripe from 'stripe';
import { listFrom } from '../../kernel/read-operations.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

export type KeptSource = Stripe.Card | Stripe.BankAccount;

export function findSource(tx: Tx, id: string | null): KeptSource | undefined {
  return tx.find('card', id) ?? tx.find('bank_account', id);
}

/** Everything that a customer has of them, newest first. */
export function sourcesOf(tx: Tx, customer: string): KeptSource[] {
  const madeAt = ({ id }: KeptSource): number => tx.get('payment_method', id).created;
  return [...tx.list('bank_account', { customer }), ...tx.list('card', { customer })].toSorted(
    (one, other) => madeAt(other) - madeAt(one),
  );
}

export function listSources(
  tx: Tx,
  call: Call<Params<'GET /v1/customers/:id/sources'>, 'id'>,
): Stripe.ApiList<KeptSource> {
  const customer = tx.get('customer', call.path.id, { param: 'customer' });
  const { object } = call.params;
  const all = sourcesOf(tx, customer.id).filter((source) => object === undefined || source.object === object);
  return listFrom('source', all, call);
}
