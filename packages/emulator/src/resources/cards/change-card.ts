import type Stripe from 'stripe';
import { checkExpiry } from '../../cards/typed-card.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { cardOfMethod } from './card-of-method.ts';

type CardChange = Params<'POST /v1/customers/:customerId/sources/:id'>;

/** Changes what can change of a card without its number. */
export function changeCard(tx: Tx, before: Stripe.Card, params: CardChange): Stripe.Card {
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
