import type Stripe from 'stripe';
import { checkExpiry } from '../../cards/typed-card.ts';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import { deletedAnswer } from '../../kernel/read-operations.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { detachPaymentMethod } from '../payment_methods/attach-payment-method.ts';
import { cardOfMethod } from './card-of-method.ts';

type SourcePath = 'customerId' | 'id';

/** Answers one of a customer's cards. */
export function retrieveSource(tx: Tx, { path }: Call<object, SourcePath>): Stripe.Card {
  const customer = tx.get('customer', path.customerId, { param: 'customer' });
  const card = tx.find('card', path.id);
  if (card && idOf(card.customer) === customer.id) return card;
  throw missing('source', path.id);
}

type CardChange = Params<'POST /v1/customers/:customerId/sources/:id'>;

/** Changes what can change of a card without its number. */
export function updateSource(tx: Tx, call: Call<CardChange, SourcePath>): Stripe.Card {
  const { params } = call;
  const before = retrieveSource(tx, call);
  for (const param of ['owner', 'account_holder_name', 'account_holder_type'] as const) {
    if (params[param] !== undefined) throw invalidRequest({ param, message: `A card has no \`${param}\`.` });
  }
  const method = tx.get('payment_method', before.id);
  const { address } = method.billing_details;
  const { address_line1, address_line2, address_city, address_state, address_zip, address_country } = params;
  const changed = tx.update('payment_method', method.id, {
    billing_details: {
      ...method.billing_details,
      address: {
        city: partAfter(address_city, address?.city),
        country: partAfter(address_country, address?.country),
        line1: partAfter(address_line1, address?.line1),
        line2: partAfter(address_line2, address?.line2),
        postal_code: partAfter(address_zip, address?.postal_code),
        state: partAfter(address_state, address?.state),
      },
      name: partAfter(params.name, method.billing_details.name),
    },
    ...(method.card && { card: { ...method.card, ...expiryAfter(tx, method.card, params, before.customer) } }),
    metadata: mergedMetadata(method.metadata, params.metadata),
  });
  return rewriteCard(tx, changed, before);
}

function partAfter(given: string | undefined, stored: string | null | undefined): string | null {
  return given === undefined ? (stored ?? null) : given || null;
}

function expiryAfter(
  tx: Tx,
  card: Stripe.PaymentMethod.Card,
  { exp_month, exp_year }: CardChange,
  customer: Stripe.Card['customer'],
): { exp_month: number; exp_year: number } {
  if (exp_month === undefined && exp_year === undefined) return card;
  const given = { exp_month: Number(exp_month ?? card.exp_month), exp_year: Number(exp_year ?? card.exp_year) };
  return checkExpiry(given, tx.now({ customer }));
}

/** Lets the card say again what its payment method says, and tells of the difference. */
function rewriteCard(tx: Tx, method: Stripe.PaymentMethod, before: Stripe.Card): Stripe.Card {
  const card = tx.update('card', before.id, cardOfMethod(method));
  tx.emit('customer.source.updated', card, before);
  return card;
}

/** A card that is changed as a payment method is the same card. */
export function followChangedMethod(tx: Tx, method: Stripe.PaymentMethod): void {
  const before = tx.find('card', method.id);
  if (before) rewriteCard(tx, method, before);
}

export function deleteSource(tx: Tx, call: Call<object, SourcePath>): Stripe.DeletedCard {
  const card = retrieveSource(tx, call);
  detachPaymentMethod(tx, { paymentMethod: card.id });
  return deletedAnswer('card', card.id);
}

/** A card that is let go is no source any more; the newest of those that stay takes its place as the default. */
export function followDetachedMethod(tx: Tx, method: Stripe.PaymentMethod, owner: string): void {
  const card = tx.find('card', method.id);
  if (!card) return;
  tx.remove('card', card.id);
  tx.emit('customer.source.deleted', card);
  const customer = tx.get('customer', owner);
  if (idOf(customer.default_source) !== card.id) return;
  const [next] = tx.list('card', { customer: owner });
  tx.emit('customer.updated', tx.update('customer', owner, { default_source: next?.id ?? null }), customer);
}

/** Only bank accounts are verified by what is paid into them. */
export function verifySource(tx: Tx, call: Call<object, SourcePath>): never {
  const { id } = retrieveSource(tx, call);
  throw invalidRequest({ message: `You can only verify bank accounts: ${id} is a card.` });
}
