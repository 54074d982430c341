import type Stripe from 'stripe';
import { declineAdvice } from '../../cards/card-outcome.ts';
import { testCardById } from '../../cards/test-cards.ts';
import { cardError } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { giveToCustomer } from '../payment_methods/attach-payment-method.ts';
import { cardOf } from '../payment_methods/card-facts.ts';
import { cardOfMethod } from './card-of-method.ts';
import { takeCard } from './take-card.ts';

/**
 * Takes the card of a token for a customer, and asks its bank. To be called before anything else is written: the token is
 * used up even when the card is declined.
 *
 * @throws StripeError 402 with the card's decline.
 */
export function takeGoodCard(tx: Tx, token: string, { param }: { param: string }): Stripe.PaymentMethod {
  const method = takeCard(tx, token, { param });
  const { decline, isAttachable } = cardOf(tx, method).testCard.behavior;
  if (!decline || isAttachable) return method;
  const { code, declineCode, message } = decline;
  // What stays of the attempt is that the token is used up; one of Stripe's own is not.
  const keep = testCardById(token) === undefined;
  throw cardError({ code, declineCode, message, fields: declineAdvice(decline), keep });
}

/** Keeps a card for a customer. It is not made the default one by this. */
export function keepCard(
  tx: Tx,
  method: Stripe.PaymentMethod,
  { customer, metadata }: { customer: string; metadata?: Stripe.Emptyable<Stripe.MetadataParam> },
): Stripe.Card {
  tx.update('_card', method.id, { is_spent: false });
  tx.update('payment_method', method.id, { metadata: mergedMetadata(method.metadata, metadata) });
  const card = tx.insert('card', cardOfMethod(giveToCustomer(tx, tx.get('payment_method', method.id), customer)));
  tx.emit('customer.source.created', card);
  return card;
}

/** The first card that a customer gets becomes the default one. */
export function createSource(
  tx: Tx,
  { path, params }: Call<Params<'POST /v1/customers/:id/sources'>, 'id'>,
): Stripe.Card {
  const before = tx.get('customer', path.id, { param: 'customer' });
  const method = takeGoodCard(tx, params.source, { param: 'source' });
  const card = keepCard(tx, method, { customer: before.id, metadata: params.metadata });
  if (idOf(before.default_source) === null) {
    tx.emit('customer.updated', tx.update('customer', before.id, { default_source: card.id }), before);
  }
  return card;
}
