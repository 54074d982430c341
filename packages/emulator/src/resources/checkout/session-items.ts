import type Stripe from 'stripe';
import { exclusiveParams, invalidRequest, missingParam, type StripeError } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Tx } from '../../kernel/tx.ts';
import { priceTerms } from '../../money/price-amount.ts';
import { newPrice } from '../prices/new-price.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';
import type { SessionItem } from './facts.ts';

type CreateParams = Stripe.Checkout.SessionCreateParams;
type LineItem = NonNullable<CreateParams['line_items']>[number];

function refuse(message: string, param: string): StripeError {
  return invalidRequest({ message, param });
}

/** The price that a line names, or makes. */
export function itemPrice(tx: Tx, item: LineItem, name: string): Stripe.Price {
  if (item.price !== undefined && item.price_data) {
    throw exclusiveParams(`${name}[price]`, `${name}[price_data]`);
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

/** A price that leaves its amount to the person stands alone, once. */
function checkCustomAmounts(prices: readonly Stripe.Price[], params: CreateParams): void {
  if (!prices.some((price) => price.custom_unit_amount)) return;
  const [item] = params.line_items ?? [];
  const isAlone = prices.length === 1 && item?.quantity === 1 && !item.adjustable_quantity?.enabled;
  if (params.mode !== 'payment' || !isAlone || params.optional_items?.length) {
    throw refuse(
      'A price with `custom_unit_amount` must be the only item of a session in `payment` mode, with a quantity of 1.',
      'line_items',
    );
  }
  if (params.discounts?.length || params.allow_promotion_codes) {
    const param = params.discounts?.length ? 'discounts' : 'allow_promotion_codes';
    throw refuse(`\`${param}\` cannot be used with a price that has a \`custom_unit_amount\`.`, param);
  }
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
export function checkKinds(prices: readonly Stripe.Price[], params: CreateParams): void {
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
  for (const price of prices) priceTerms(price, params.currency);
}

/** @throws StripeError for limits that cross, or more than 999,999. */
function adjustable(
  given: LineItem['adjustable_quantity'],
  { quantity, param }: { quantity: number | undefined; param: string },
): Stripe.LineItem.AdjustableQuantity | null {
  if (!given) return null;
  const { minimum = 0, maximum = 99 } = given;
  if (maximum < 1 || maximum > 999_999 || minimum < 0 || minimum > maximum) {
    throw refuse('The limits of `adjustable_quantity` must be between 0 and 999999, the lower one first.', param);
  }
  if (given.enabled && quantity !== undefined && (quantity > maximum || quantity < minimum)) {
    throw refuse('The quantity must be within the limits of `adjustable_quantity`.', param);
  }
  return { enabled: given.enabled, maximum: given.maximum ?? null, minimum: given.minimum ?? null };
}

/** A line that a session sells, checked. */
export function sessionItem(
  tx: Tx,
  { item, price, name }: { item: LineItem; price: Stripe.Price; name: string },
): SessionItem {
  checkQuantity(item, { price, name });
  const rates = taxRatesOf(tx, { ids: item.tax_rates, param: `${name}[tax_rates]` });
  const { quantity } = item;
  return {
    id: tx.newId('li'),
    price: price.id,
    ...(quantity === undefined ? {} : { quantity }),
    taxRates: rates?.map((rate) => rate.id) ?? null,
    adjustable: adjustable(item.adjustable_quantity, { quantity, param: `${name}[adjustable_quantity]` }),
    metadata: mergedMetadata(null, item.metadata),
  };
}

/** What a person may add: counted with the rest where there are limits. */
function optionalPrices(tx: Tx, { optional_items: items = [] }: CreateParams): Stripe.Price[] {
  if (items.length > 10) throw refuse('You can only specify up to 10 optional items.', 'optional_items');
  return items.map((item, index) => {
    const name = `optional_items[${index}]`;
    const price = itemPrice(tx, { price: item.price }, name);
    checkQuantity(item, { price, name });
    adjustable(item.adjustable_quantity, { quantity: item.quantity, param: `${name}[adjustable_quantity]` });
    return price;
  });
}

/** The lines that a session sells, checked together with those that a person may add. */
export function sessionItems(tx: Tx, params: CreateParams): SessionItem[] {
  const lines = params.line_items ?? [];
  const prices = lines.map((item, index) => itemPrice(tx, item, `line_items[${index}]`));
  if (params.mode !== 'setup') checkKinds([...prices, ...optionalPrices(tx, params)], params);
  checkCustomAmounts(prices, params);
  return prices.map((price, index) =>
    sessionItem(tx, { item: lines[index] ?? {}, price, name: `line_items[${index}]` }),
  );
}
