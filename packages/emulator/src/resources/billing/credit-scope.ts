import type Stripe from 'stripe';
import { exclusiveParams, invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';

type Scope = Stripe.Billing.CreditGrant.ApplicabilityConfig.Scope;

interface ScopeParams {
  price_type?: 'metered';
  prices?: readonly { id: string }[];
}

const mostPrices = 20;

/**
 * What credits can be spent on: all metered prices, or those that are named.
 *
 * @throws StripeError when neither or both are said, and for a price that no meter measures.
 */
export function checkScope(tx: Tx, { price_type, prices }: ScopeParams, param: string): Scope {
  if (prices === undefined) {
    if (price_type === undefined) throw missingParam(`${param}[price_type]`);
    return { price_type };
  }
  if (price_type !== undefined) {
    throw exclusiveParams(`${param}[price_type]`, `${param}[prices]`);
  }
  if (prices.length === 0) throw missingParam(`${param}[prices]`);
  if (prices.length > mostPrices) {
    const message = `You can specify at most ${mostPrices} prices, but you passed in ${prices.length}.`;
    throw invalidRequest({ message, param: `${param}[prices]` });
  }
  return { prices: prices.map(({ id }, index) => ({ id: meteredPrice(tx, id, `${param}[prices][${index}][id]`) })) };
}

/** Whether credits of this scope pay for a price. */
export function covers(scope: Scope, price: Stripe.Price): boolean {
  if (!price.recurring?.meter) return false;
  return scope.prices ? scope.prices.some(({ id }) => id === price.id) : true;
}

function meteredPrice(tx: Tx, id: string, param: string): string {
  const price = tx.get('price', id, { param });
  if (price.recurring?.meter) return price.id;
  const message = `The price ${id} has no billing meter. Billing credits only apply to metered prices.`;
  throw invalidRequest({ message, param });
}
