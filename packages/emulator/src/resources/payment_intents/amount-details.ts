// What the amount of a payment is made of (level 3 data): Stripe checks the sum, and passes the rest on.
import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { listFrom } from '../../kernel/read-operations.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

type Details = Stripe.PaymentIntent.AmountDetails;
type GivenDetails = Stripe.PaymentIntentUpdateParams.AmountDetails;
type LineItem = Stripe.PaymentIntentAmountDetailsLineItem;

/** The line items of an intent, which shows them in a list of its own. It has the intent's id. */
export interface AmountDetailsFacts {
  id: string;
  lineItems: LineItem[];
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _amount_details: AmountDetailsFacts;
  }
}

const mostLineItems = 200;

/**
 * Writes what an amount is made of.
 *
 * @throws StripeError when the parts are not the amount, unless that is to be tolerated.
 */
export function writeAmountDetails(
  tx: Tx,
  intent: Stripe.PaymentIntent,
  given: GivenDetails | '' | null | undefined,
): Stripe.PaymentIntent {
  if (given === undefined) return intent;
  if (!given) return forget(tx, intent);
  const { enforce_arithmetic_validation: isEnforced = true, line_items: items } = given;
  const lineItems = items === undefined ? lineItemsOf(tx, intent.id) : (items || []).map((item) => lineItem(tx, item));
  if (lineItems.length > mostLineItems) {
    const message = `There is a maximum of ${mostLineItems} line items.`;
    throw invalidRequest({ param: 'amount_details[line_items]', message });
  }
  const details = detailsAfter(given, intent.amount_details ?? {});
  const error = mistakeIn(intent.amount, { details, lineItems });
  if (error && isEnforced) {
    throw invalidRequest({ code: error.code ?? undefined, param: 'amount_details', message: error.message ?? '' });
  }
  keep(tx, intent.id, lineItems);
  const amount_details = { ...details, ...(error ? { error } : {}), tip: intent.amount_details?.tip ?? {} };
  return tx.update('payment_intent', intent.id, { amount_details });
}

function forget(tx: Tx, intent: Stripe.PaymentIntent): Stripe.PaymentIntent {
  keep(tx, intent.id, []);
  return tx.update('payment_intent', intent.id, { amount_details: { tip: {} } });
}

function keep(tx: Tx, id: string, lineItems: LineItem[]): void {
  if (tx.find('_amount_details', id)) tx.update('_amount_details', id, { lineItems });
  else tx.insert('_amount_details', { id, lineItems });
}

function detailsAfter(given: GivenDetails, before: Details): Details {
  const { discount_amount, shipping, tax } = before;
  const after: Details = {};
  const discount = given.discount_amount === undefined ? discount_amount : given.discount_amount || undefined;
  if (discount !== undefined) after.discount_amount = discount;
  const ship = given.shipping === undefined ? shipping : given.shipping || undefined;
  if (ship !== undefined) {
    after.shipping = {
      amount: ship.amount || null,
      from_postal_code: ship.from_postal_code || null,
      to_postal_code: ship.to_postal_code || null,
    };
  }
  const taxed = given.tax === undefined ? tax : given.tax || undefined;
  if (taxed !== undefined) after.tax = { total_tax_amount: taxed.total_tax_amount };
  return after;
}

function lineItem(tx: Tx, item: Stripe.PaymentIntentUpdateParams.AmountDetails.LineItem): LineItem {
  if (item.payment_method_options) {
    const param = 'amount_details[line_items][payment_method_options]';
    throw invalidRequest({ param, message: `This emulator does not cover the parameter \`${param}\`.` });
  }
  return {
    id: tx.newId('uli'),
    object: 'payment_intent_amount_details_line_item',
    discount_amount: item.discount_amount ?? null,
    payment_method_options: null,
    product_code: item.product_code ?? null,
    product_name: item.product_name,
    quantity: item.quantity,
    tax: item.tax ?? null,
    unit_cost: item.unit_cost,
    unit_of_measure: item.unit_of_measure ?? null,
  };
}

/** Lines, less discounts, with tax and shipping, must be the amount; without lines the parts may not be more than it. */
function mistakeIn(
  amount: number,
  { details, lineItems }: { details: Details; lineItems: LineItem[] },
): Details['error'] | null {
  const sum = (valueOf: (item: LineItem) => number | null | undefined) =>
    lineItems.reduce((all, item) => all + (valueOf(item) ?? 0), 0);
  const discount = (details.discount_amount ?? 0) + sum((item) => item.discount_amount);
  const tax = (details.tax?.total_tax_amount ?? 0) + sum((item) => item.tax?.total_tax_amount);
  const shipping = details.shipping?.amount ?? 0;
  if (lineItems.length === 0) {
    return tax + shipping + discount <= amount
      ? null
      : {
          code: 'amount_details_tax_shipping_discount_greater_than_amount',
          message: 'The sum of tax, shipping and discount is greater than the amount.',
        };
  }
  const total = sum((item) => item.unit_cost * item.quantity) - discount + tax + shipping;
  return total === amount
    ? null
    : {
        code: 'amount_details_amount_mismatch',
        message: `The line items, discounts, tax and shipping add up to ${total}, which is not the amount ${amount}.`,
      };
}

/** What an amount is made of, line by line. */
export function lineItemsOf(tx: Tx, paymentIntent: string): LineItem[] {
  return tx.find('_amount_details', paymentIntent)?.lineItems ?? [];
}

/** @see https://docs.stripe.com/api/payment_intents/amount_details_line_items */
export function listLineItems(tx: Tx, call: Call<object, 'id'>): Stripe.ApiList<LineItem> {
  const { id } = tx.get('payment_intent', call.path.id);
  return listFrom('payment_intent_amount_details_line_item', lineItemsOf(tx, id), call);
}
