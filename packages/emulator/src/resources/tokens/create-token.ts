import type Stripe from 'stripe';
import { testCardById } from '../../cards/test-cards.ts';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import type { Call, CallRequest, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newAccountToken, testAccountOfToken, typedAccount } from '../bank_accounts/take-bank-account.ts';
import { cardOfMethod } from '../cards/card-of-method.ts';
import { cardOf } from '../payment_methods/card-facts.ts';
import { newCardPaymentMethod } from '../payment_methods/new-payment-method.ts';
import type { NewCard } from '../payment_methods/new-payment-method.ts';
import { typedCard } from '../payment_methods/typed-card-params.ts';
import { ownSource } from '../sources/own-source.ts';

type TokenData = Params<'POST /v1/tokens'>;

/** Kinds of tokens that stand for something else than a card or a bank account. */
const uncovered = ['account', 'cvc_update', 'person', 'pii'] as const;

export function createToken(tx: Tx, { params, request }: Call<TokenData>): Stripe.Token {
  for (const param of uncovered) {
    if (params[param] === undefined) continue;
    throw invalidRequest({
      param,
      message: `This emulator makes tokens of cards and bank accounts only, not of \`${param}\`.`,
    });
  }
  if (params.bank_account !== undefined) return accountToken(tx, params.bank_account);
  return newToken(tx, cardToKeep(tx, params, request));
}

/** Answers a token; one of Stripe's own for tests becomes a token that can be used once. */
export function retrieveToken(tx: Tx, { path }: Call<object, 'id'>): Stripe.Token {
  const account = testAccountOfToken(tx, path.id);
  if (account) return newAccountToken(tx, account);
  const isTestToken = path.id.startsWith('tok_') && testCardById(path.id) !== undefined;
  return isTestToken ? newToken(tx, { card: { token: path.id } }) : tx.get('token', path.id);
}

function accountToken(tx: Tx, given: NonNullable<TokenData['bank_account']>): Stripe.Token {
  if (typeof given !== 'string') return newAccountToken(tx, typedAccount(tx, given));
  const message = 'This emulator copies no bank accounts for connected accounts.';
  throw invalidRequest({ message, param: 'bank_account' });
}

/** A token, and the card that waits behind it until the token is used. */
function newToken(tx: Tx, card: NewCard): Stripe.Token {
  const method = newCardPaymentMethod(tx, { ...card, idPrefix: 'card' });
  tx.update('_card', method.id, { is_spent: true });
  const { customer: _nobody, ...shown } = cardOfMethod(method);
  return tx.insert('token', {
    id: tx.newId('tok'),
    object: 'token',
    card: shown,
    client_ip: '127.0.0.1',
    created: method.created,
    livemode: false,
    type: 'card',
    used: false,
  });
}

function cardToKeep(tx: Tx, { card, customer }: TokenData, request: CallRequest): NewCard {
  if (customer !== undefined) return copyOfCard(tx, customer, typeof card === 'string' ? card : undefined);
  if (typeof card === 'string') {
    if (card.startsWith('tok_') && testCardById(card)) return { card: { token: card } };
    throw missing('token', card, 'card');
  }
  if (card) {
    const { name, address_line1, address_line2, address_city, address_state, address_zip, address_country } = card;
    const address = {
      line1: address_line1,
      line2: address_line2,
      city: address_city,
      state: address_state,
      postal_code: address_zip,
      country: address_country,
    };
    return { card: typedCard(tx, card, request), billing_details: { address, name } };
  }
  const message =
    'You must supply either a card, customer, PII data, bank account, account, cvc update, or person to create a token.';
  throw invalidRequest({ code: 'parameter_missing', message });
}

/** A customer's card once more, for a token; the default one unless it is named. */
function copyOfCard(tx: Tx, customer: string, card: string | undefined): NewCard {
  const method = ownSource(tx, { customer, source: card, param: 'card' });
  if (method.type !== 'card') throw invalidRequest({ message: `${method.id} is a bank account.`, param: 'card' });
  const { testCard, has_cvc } = cardOf(tx, method);
  const { exp_month = 1, exp_year = 0 } = method.card ?? {};
  const { billing_details } = method;
  return { card: { testCard, exp_month, exp_year, hasCvc: has_cvc, billing_details } };
}
