// Where goods go and what taking them there costs.
import type Stripe from 'stripe';
import type { DraftLine } from '../../billing-cycle/draft-line.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newShippingRate } from '../shipping_rates/new-shipping-rate.ts';

type Session = Stripe.Checkout.Session;
type Given = NonNullable<Stripe.Checkout.SessionCreateParams['shipping_options']>;

/** Stands in a line's parent where an item's id stands in the others. */
export const shippingLineId = 'shipping';

interface ShippingTerms {
  amount: number;
  taxBehavior: DraftLine['taxBehavior'];
}

/** What a rate asks in the session's currency. */
function termsOf(rate: Stripe.ShippingRate, { currency, param }: { currency: string; param: string }): ShippingTerms {
  const fixed = rate.fixed_amount;
  const option = fixed?.currency === currency ? fixed : fixed?.currency_options?.[currency];
  if (!fixed || !option) {
    throw invalidRequest({
      message: `The shipping rate ${rate.id} has no amount in the currency of the session, \`${currency}\`.`,
      param,
    });
  }
  const behavior = 'tax_behavior' in option ? option.tax_behavior : rate.tax_behavior;
  return { amount: option.amount, taxBehavior: behavior as DraftLine['taxBehavior'] };
}

function rateOf(tx: Tx, { given, param }: { given: Given[number]; param: string }): Stripe.ShippingRate {
  const { shipping_rate: id, shipping_rate_data: data } = given;
  if (id !== undefined && data) {
    const message = 'You may only specify one of these parameters: shipping_rate, shipping_rate_data.';
    throw invalidRequest({ code: 'parameters_exclusive', message, param });
  }
  if (data) return newShippingRate(tx, data, { param: `${param}[shipping_rate_data]` });
  if (id === undefined) throw missingParam(`${param}[shipping_rate]`);
  const rate = tx.get('shipping_rate', id, { param: `${param}[shipping_rate]` });
  if (rate.active) return rate;
  throw invalidRequest({
    message: `The shipping rate ${rate.id} is inactive and cannot be used.`,
    param: `${param}[shipping_rate]`,
  });
}

/**
 * The ways of shipping that a session offers, each with its price.
 *
 * @throws StripeError for more than five, and for a rate that is archived or has no amount in the session's currency.
 */
export function shippingOptions(
  tx: Tx,
  { given, currency }: { given: Given; currency: string },
): Stripe.Checkout.Session.ShippingOption[] {
  if (given.length > 5) {
    throw invalidRequest({ message: 'You can only specify up to 5 shipping options.', param: 'shipping_options' });
  }
  return given.map((option, index) => {
    const param = `shipping_options[${index}]`;
    const rate = rateOf(tx, { given: option, param });
    return { shipping_amount: termsOf(rate, { currency, param }).amount, shipping_rate: rate.id };
  });
}

/** The line that the chosen way of shipping is on the session's sum: no discount lowers it, tax may come on it. */
export function shippingLines(
  tx: Tx,
  { session, rate: chosen, at }: { session: Session; rate: string | null; at: number },
): DraftLine[] {
  if (chosen === null) return [];
  const rate = tx.get('shipping_rate', chosen);
  const { amount, taxBehavior } = termsOf(rate, { currency: session.currency ?? 'usd', param: 'shipping_options' });
  return [
    {
      amount,
      description: rate.display_name,
      discountable: false,
      discounts: [],
      metadata: {},
      parent: {
        invoice_item_details: {
          invoice_item: shippingLineId,
          proration: false,
          proration_details: { credited_items: null },
          subscription: null,
        },
        subscription_item_details: null,
        type: 'invoice_item_details',
      },
      period: { start: at, end: at },
      price: null,
      product: null,
      unitAmount: String(amount),
      quantity: 1,
      subscription: null,
      taxRates: [],
      taxBehavior,
    },
  ];
}

/** What shipping comes to, from its line on the sum. */
export function shippingCost(rate: string, line: Stripe.InvoiceLineItem): Stripe.Checkout.Session.ShippingCost {
  const taxes = line.taxes ?? [];
  const sum = (values: readonly { amount: number }[]): number => values.reduce((all, { amount }) => all + amount, 0);
  const tax = sum(taxes);
  const added = sum(taxes.filter((each) => each.tax_behavior === 'exclusive'));
  return {
    amount_subtotal: line.amount,
    amount_tax: tax,
    amount_total: line.amount + added,
    shipping_rate: rate,
  };
}

/**
 * Chooses one of the ways of shipping that a session offers; the session's sums follow.
 *
 * @throws StripeError for a rate that the session does not offer.
 */
export function offeredRate(session: Session, rate: string): string {
  if (session.shipping_options.some((option) => idOf(option.shipping_rate) === rate)) return rate;
  throw invalidRequest({ message: 'Choose one of the ways of shipping.', param: 'shipping_rate' });
}
