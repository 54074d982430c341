import type Stripe from 'stripe';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { changeBankAccount, verifyBankAccount } from '../bank_accounts/change-bank-account.ts';
import { changeCard } from '../cards/change-card.ts';
import { detachPaymentMethod } from '../payment_methods/attach-payment-method.ts';
import { findSource, sourcesOf, type KeptSource } from './sources.ts';

type SourcePath = 'customerId' | 'id';

/** Answers one of a customer's cards and bank accounts. */
export function retrieveSource(tx: Tx, { path }: Call<object, SourcePath>): KeptSource {
  const customer = tx.get('customer', path.customerId, { param: 'customer' });
  const source = findSource(tx, path.id);
  if (source && idOf(source.customer) === customer.id) return source;
  throw missing('source', path.id);
}

export function updateSource(
  tx: Tx,
  call: Call<Params<'POST /v1/customers/:customerId/sources/:id'>, SourcePath>,
): KeptSource {
  const before = retrieveSource(tx, call);
  return before.object === 'card' ? changeCard(tx, before, call.params) : changeBankAccount(tx, before, call.params);
}

export function deleteSource(tx: Tx, call: Call<object, SourcePath>): Stripe.DeletedCard | Stripe.DeletedBankAccount {
  const source = retrieveSource(tx, call);
  dropSource(tx, source);
  const { id, object } = source;
  return object === 'card' ? { id, object, deleted: true } : { id, object, currency: source.currency, deleted: true };
}

/** Takes a source from its customer, for good. */
export function dropSource(tx: Tx, source: KeptSource): void {
  const method = tx.get('payment_method', source.id);
  if (method.customer !== null) detachPaymentMethod(tx, { paymentMethod: method.id });
  // An account that nobody verified is no payment method of the customer's yet.
  else forgetSource(tx, source, idOf(source.customer) ?? '');
}

/** A payment method that is let go is no source any more. */
export function followDetachedMethod(tx: Tx, method: Stripe.PaymentMethod, owner: string): void {
  const source = findSource(tx, method.id);
  if (source) forgetSource(tx, source, owner);
}

/** The newest of those that stay takes its place as the default. */
function forgetSource(tx: Tx, source: KeptSource, owner: string): void {
  tx.remove(source.object, source.id);
  tx.emit('customer.source.deleted', source);
  const customer = tx.get('customer', owner);
  if (idOf(customer.default_source) !== source.id) return;
  const [next] = sourcesOf(tx, owner);
  tx.emit('customer.updated', tx.update('customer', owner, { default_source: next?.id ?? null }), customer);
}

/** Only bank accounts are verified by what is paid into them. */
export function verifySource(
  tx: Tx,
  call: Call<Params<'POST /v1/customers/:customerId/sources/:id/verify'>, SourcePath>,
): Stripe.BankAccount {
  const source = retrieveSource(tx, call);
  if (source.object === 'bank_account') return verifyBankAccount(tx, source, call.params.amounts);
  throw invalidRequest({ message: `You can only verify bank accounts: ${source.id} is a card.` });
}
