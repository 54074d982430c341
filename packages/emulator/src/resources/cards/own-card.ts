import type Stripe from 'stripe';
import { cardError, invalidRequest, missing } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Reference } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';

/**
 * A customer's saved card, the default one unless it is named, as the payment method behind it.
 *
 * @throws StripeError 402 `missing` when the customer has none; 404 `missing` when the named one is not the customer's.
 */
export function ownCard(
  tx: Tx,
  { customer, card, param }: { customer: string; card: string | undefined; param: string },
): Stripe.PaymentMethod {
  const owner = tx.get('customer', customer, { param: 'customer' });
  if (card === undefined) return tx.get('payment_method', idOf(owner.default_source) ?? refuseCardless(tx, owner.id));
  if (isOwn(tx, owner.id, card)) return tx.get('payment_method', card);
  const message = `Customer ${owner.id} does not have a linked source with ID ${card}.`;
  throw invalidRequest({ code: 'missing', message, param, status: 404 });
}

/**
 * A `default_source` after a write: what is not given stays, `''` unsets it.
 *
 * @throws StripeError `resource_missing` unless it is a card of the customer's.
 */
export function defaultSourceAfter(
  tx: Tx,
  given: Stripe.Emptyable<string> | undefined,
  { stored, customer }: { stored: Reference; customer: string },
): string | null {
  if (given === undefined) return idOf(stored);
  if (given === '' || given === null) return null;
  if (isOwn(tx, customer, given)) return given;
  throw missing('source', given, 'default_source');
}

function isOwn(tx: Tx, customer: string, card: string): boolean {
  return idOf(tx.find('card', card)?.customer) === customer;
}

function refuseCardless(tx: Tx, customer: string): never {
  const hasMethod = tx.list('payment_method', { customer }).length > 0;
  const message = hasMethod
    ? "This Customer doesn't have any legacy saved payment details, but does have a Payment Method attached. Use a Payment Intent instead of creating a Charge: https://stripe.com/docs/payments/payment-intents/migration"
    : "This Customer doesn't have any saved payment details. Attach a legacy Token, Card, Bank Account, or Source to this Customer and then try this request again, or use Payment Intents and Payment Methods instead.";
  throw cardError({ code: 'missing', message, param: 'card', keep: false });
}
