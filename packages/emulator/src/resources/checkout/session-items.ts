import type Stripe from 'stripe';
import { invalidRequest, missingParam, type StripeError } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newPrice } from '../prices/new-price.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';
import type { SessionItem } from './facts.ts';

type CreateParams = Stripe.Checkout.SessionCreateParams;
type LineItem = NonNullable<CreateParams['line_items']>[number];

function refuse(message: string, param: string): StripeError {
  return invalidRequest({ message, param });
}

function priceOf(tx: Tx, item: LineItem, name: string): Stripe.Price {
  if (item.price !== undefined && item.price_data) {
    throw invalidRequest({
      code: 'parameters_exclusive',
      message: `You may only specify one of these parameters: price, price_data.`,
      param: `${name}[price]`,
    });
  }
  if (item.price_data) {
    const { product_data: productData, ...data } = item.price_data;
    return newPrice(tx, {
      ...data,
      active: false,
      ...(productData
        ? {
            product_data: {
              name: productData.name,
              ...(productData.metadata ? { metadata: productData.metadata } : {}),
            },
          }
        : {}),
    });
  }
  if (item.price === undefined) throw missingParam(`${name}[price]`);
  const price = tx.get('price', item.price, { param: `${name}[price]` });
  if (!price.active) {
    throw refuse(`The price specified is inactive. This field only accepts active prices.`, `${name}[price]`);
  }
  return price;
}

function checkQuantity(item: LineItem, { price, name }: { price: Stripe.Price; name: string }): void {
  const isMetered = price.recurring?.usage_type === 'metered';
  if (isMetered && item.quantity !== undefined) {
    throw refuse('Quantity should not be specified where usage_type is `metered`.', `${name}[quantity]`);
  }
  if (!isMetered && item.quantity === undefined) {
    throw invalidRequest({
      code: 'parameter_missing',
      message: `Quantity is required. Add \`quantity\` to \`${name}\``,
      param: `${name}[quantity]`,
    });
  }
  if (!isMetered && (item.quantity ?? 0) < 1) {
    throw refuse('This value must be greater than or equal to 1.', `${name}[quantity]`);
  }
}

/** The rules on how many prices of which kind a mode takes. */
function checkKinds(prices: readonly Stripe.Price[], params: CreateParams): void {
  const recurring = prices.filter((price) => price.type === 'recurring');
  const isSubscription = params.mode === 'subscription';
  if (isSubscription && recurring.length === 0) {
    throw refuse(
      'You must provide at least one recurring price in `subscription` mode when using prices.',
      'line_items',
    );
  }
  if (!isSubscription && recurring.length > 0) {
    throw refuse(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      'line_items',
    );
  }
  if (!isSubscription && prices.length > 100) throw refuse('A session can have at most 100 line items.', 'line_items');
  if (recurring.length > 20 || (isSubscription && prices.length - recurring.length > 20)) {
    throw refuse('A session can have at most 20 recurring and 20 one-time line items.', 'line_items');
  }
  if (new Set(prices.map((price) => price.currency)).size > 1 && params.currency === undefined) {
    throw refuse('All prices of a Checkout Session must have the same currency.', 'line_items');
  }
}

function adjustable(given: LineItem['adjustable_quantity']): Stripe.LineItem.AdjustableQuantity | null {
  if (!given) return null;
  return { enabled: given.enabled, maximum: given.maximum ?? null, minimum: given.minimum ?? null };
}

/** The lines that a session sells, checked. */
export function sessionItems(tx: Tx, params: CreateParams): SessionItem[] {
  const lines = params.line_items ?? [];
  const prices = lines.map((item, index) => priceOf(tx, item, `line_items[${index}]`));
  if (params.mode !== 'setup') checkKinds(prices, params);
  return lines.map((item, index) => {
    const name = `line_items[${index}]`;
    const price = prices[index];
    if (!price) throw missingParam(`${name}[price]`);
    checkQuantity(item, { price, name });
    const rates = taxRatesOf(tx, { ids: item.tax_rates, param: `${name}[tax_rates]` });
    return {
      id: tx.newId('li'),
      price: price.id,
      ...(item.quantity === undefined ? {} : { quantity: item.quantity }),
      taxRates: rates?.map((rate) => rate.id) ?? null,
      adjustable: adjustable(item.adjustable_quantity),
      metadata: mergedMetadata(null, item.metadata),
    };
  });
}
