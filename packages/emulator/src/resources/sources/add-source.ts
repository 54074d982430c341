import type Stripe from 'stripe';
import { declineAdvice } from '../../cards/card-outcome.ts';
import { testCardById } from '../../cards/test-cards.ts';
import { cardError, invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { bankAccountOfMethod } from '../bank_accounts/bank-account-of-method.ts';
import { takeBankAccount } from '../bank_accounts/take-bank-account.ts';
import { cardOfMethod } from '../cards/card-of-method.ts';
import { takeCard } from '../cards/take-card.ts';
import { giveToCustomer } from '../payment_methods/attach-payment-method.ts';
import { bankAccountOf } from '../payment_methods/bank-account-facts.ts';
import { cardOf } from '../payment_methods/card-facts.ts';
import type { KeptSource } from './sources.ts';

/** The card or bank account that a token stands for; nobody's yet, and not looked at. */
export function takeSource(tx: Tx, token: string, { param }: { param: string }): Stripe.PaymentMethod {
  return token.startsWith('btok_') ? takeBankAccount(tx, token, { param }) : takeCard(tx, token, { param });
}

/**
 * Takes what a token stands for to keep it for a customer, and asks a card's bank. To be called before anything else is written:
 * the token is used up even when the card is declined.
 *
 * @throws StripeError 402 with the card's decline; 400 for a bank account of nobody.
 */
export function takeGoodSource(tx: Tx, token: string, { param }: { param: string }): Stripe.PaymentMethod {
  const method = takeSource(tx, token, { param });
  if (method.type === 'card') refuseDeclined(tx, method, token);
  else refuseHolderless(method);
  return method;
}

function refuseDeclined(tx: Tx, method: Stripe.PaymentMethod, token: string): void {
  const { decline, isAttachable } = cardOf(tx, method).testCard.behavior;
  if (!decline || isAttachable) return;
  const { code, declineCode, message } = decline;
  // What stays of the attempt is that the token is used up; one of Stripe's own is not.
  const keep = testCardById(token) === undefined;
  throw cardError({ code, declineCode, message, fields: declineAdvice(decline), keep });
}

function refuseHolderless(method: Stripe.PaymentMethod): void {
  const isNamed = method.billing_details.name !== null && method.us_bank_account?.account_holder_type !== null;
  if (isNamed) return;
  const message =
    'A bank account needs `account_holder_name` and `account_holder_type` to be attached to a customer. Make a token with both.';
  throw invalidRequest({ message, param: 'source' });
}

function refuseTwice(tx: Tx, method: Stripe.PaymentMethod, customer: string): void {
  const fingerprint = method.us_bank_account?.fingerprint ?? null;
  if (!tx.list('bank_account', { customer }).some((account) => account.fingerprint === fingerprint)) return;
  throw invalidRequest({
    code: 'bank_account_exists',
    message: 'A bank account with that routing number and account number already exists for this customer.',
  });
}

/** Keeps a card or a bank account for a customer. It is not made the default one by this. */
export function keepSource(
  tx: Tx,
  taken: Stripe.PaymentMethod,
  { customer, metadata }: { customer: string; metadata?: Stripe.Emptyable<Stripe.MetadataParam> },
): KeptSource {
  const method = tx.update('payment_method', taken.id, { metadata: mergedMetadata(taken.metadata, metadata) });
  const source = method.type === 'card' ? keptCard(tx, method, customer) : keptBankAccount(tx, method, customer);
  tx.emit('customer.source.created', source);
  return source;
}

function keptCard(tx: Tx, method: Stripe.PaymentMethod, customer: string): KeptSource {
  tx.update('_card', method.id, { is_spent: false });
  const given = giveToCustomer(tx, method, customer);
  return tx.insert('card', cardOfMethod(given));
}

/** Nothing can be paid with an account, by any API, before it is verified. */
function keptBankAccount(tx: Tx, method: Stripe.PaymentMethod, customer: string): KeptSource {
  refuseTwice(tx, method, customer);
  const isVerified = bankAccountOf(tx, method).is_verified;
  if (isVerified) tx.update('_bank_account', method.id, { is_spent: false });
  const given = isVerified ? giveToCustomer(tx, method, customer) : method;
  return tx.insert('bank_account', bankAccountOfMethod(tx, given, customer));
}

/** The first source that a customer gets becomes the default one. */
export function createSource(
  tx: Tx,
  { path, params }: Call<Params<'POST /v1/customers/:id/sources'>, 'id'>,
): KeptSource {
  const before = tx.get('customer', path.id, { param: 'customer' });
  const method = takeGoodSource(tx, params.source, { param: 'source' });
  const source = keepSource(tx, method, { customer: before.id, metadata: params.metadata });
  if (idOf(before.default_source) === null) {
    tx.emit('customer.updated', tx.update('customer', before.id, { default_source: source.id }), before);
  }
  return source;
}
