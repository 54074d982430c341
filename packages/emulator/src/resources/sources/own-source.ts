import type Stripe from 'stripe';
import { cardError, invalidRequest, missing } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Reference } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { findSource } from './sources.ts';

/**
 * A customer's saved card or bank account, the default one unless it is named, as the payment method behind it.
 *
 * @throws StripeError 402 `missing` when the customer has none; 404 `missing` when the named one is not the customer's.
 */
export function ownSource(
  tx: Tx,
  { customer, source, param }: { customer: string; source: string | undefined; param: string },
): Stripe.PaymentMethod {
  const owner = tx.get('customer', customer, { param: 'customer' });
  if (source === undefined) {
    return tx.get('payment_method', idOf(owner.default_source) ?? refuseSourceless(tx, owner.id));
  }
  if (isOwn(tx, owner.id, source)) return tx.get('payment_method', source);
  const message = `Customer ${owner.id} does not have a linked source with ID ${source}.`;
  throw invalidRequest({ code: 'missing', message, param, status: 404 });
}

/**
 * A `default_source` after a write: what is not given stays, `''` unsets it.
 *
 * @throws StripeError `resource_missing` unless it is a card or bank account of the customer's.
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

function isOwn(tx: Tx, customer: string, source: string): boolean {
  return idOf(findSource(tx, source)?.customer) === customer;
}

function refuseSourceless(tx: Tx, customer: string): never {
  const hasMethod = tx.list('payment_method', { customer }).length > 0;
  const message = hasMethod
    ? "This Customer doesn't have any legacy saved payment details, but does have a Payment Method attached. Use a Payment Intent instead of creating a Charge: https://stripe.com/docs/payments/payment-intents/migration"
    : "This Customer doesn't have any saved payment details. Attach a legacy Token, Card, Bank Account, or Source to this Customer and then try this request again, or use Payment Intents and Payment Methods instead.";
  throw cardError({ code: 'missing', message, param: 'card', keep: false });
}
