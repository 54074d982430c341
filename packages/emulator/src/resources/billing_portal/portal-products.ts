import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';

type PortalProduct = Stripe.BillingPortal.Configuration.Features.SubscriptionUpdate.Product;
type GivenProduct = Stripe.BillingPortal.ConfigurationUpdateParams.Features.SubscriptionUpdate.Product;

const root = 'features[subscription_update][products]';

/**
 * The plans that a portal offers to switch to, checked as Stripe does: at most ten products, their own recurring prices,
 * and per product no two prices that a person could not tell apart by their interval.
 *
 * @see https://docs.stripe.com/customer-management/configure-portal
 */
export function portalProducts(tx: Tx, given: readonly GivenProduct[]): PortalProduct[] {
  if (given.length > 10) {
    throw invalidRequest({ message: 'You can only specify up to 10 products.', param: root });
  }
  return given.map((product, index) => portalProduct(tx, product, `${root}[${index}]`));
}

function portalProduct(tx: Tx, given: GivenProduct, param: string): PortalProduct {
  const product = tx.get('product', given.product, { param: `${param}[product]` });
  if (given.prices.length === 0) throw missingParam(`${param}[prices]`);
  const prices = given.prices.map((id, index) =>
    offeredPrice(tx, { id, product, param: `${param}[prices][${index}]` }),
  );
  checkPricesDiffer(prices, `${param}[prices]`);
  const quantity = given.adjustable_quantity;
  checkQuantityRange(quantity, `${param}[adjustable_quantity]`);
  return {
    product: product.id,
    prices: prices.map((price) => price.id),
    adjustable_quantity: {
      enabled: quantity?.enabled ?? false,
      minimum: quantity?.minimum ?? 1,
      maximum: quantity?.maximum ?? null,
    },
  };
}

function offeredPrice(tx: Tx, { id, product, param }: { id: string; product: Stripe.Product; param: string }) {
  const price = tx.get('price', id, { param });
  if (idOf(price.product) !== product.id) {
    throw invalidRequest({ message: `The price \`${id}\` does not belong to the product \`${product.id}\`.`, param });
  }
  if (!price.recurring) {
    throw invalidRequest({ message: `The price \`${id}\` must be recurring to be offered in the portal.`, param });
  }
  if (!price.active) throw invalidRequest({ message: `The price \`${id}\` is inactive.`, param });
  return price;
}

function checkPricesDiffer(prices: readonly Stripe.Price[], param: string): void {
  const seen = new Map<string, Stripe.Price>();
  for (const price of prices) {
    const interval = `${price.recurring?.interval} ${price.recurring?.interval_count} ${price.currency}`;
    const other = seen.get(interval);
    if (other) {
      const both = `\`${other.id}\` and \`${price.id}\``;
      const message = `Prices of one product must have different billing intervals, but ${both} have the same.`;
      throw invalidRequest({ message, param });
    }
    seen.set(interval, price);
  }
  if (new Set(prices.map((price) => price.tax_behavior)).size > 1) {
    throw invalidRequest({ message: 'All prices of one product must have the same tax_behavior.', param });
  }
}

function checkQuantityRange(quantity: GivenProduct['adjustable_quantity'], param: string): void {
  if (!quantity) return;
  const { minimum = 1, maximum } = quantity;
  if (minimum < 0) {
    throw invalidRequest({ message: 'This value must be greater than or equal to 0.', param: `${param}[minimum]` });
  }
  if (maximum !== undefined && maximum < minimum) {
    throw invalidRequest({
      message: '`maximum` must be greater than or equal to `minimum`.',
      param: `${param}[maximum]`,
    });
  }
}
