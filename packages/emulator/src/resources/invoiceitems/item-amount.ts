// What an invoice item or a line of an invoice costs: an amount, or a price or unit amount times a quantity.
import type Stripe from 'stripe';
import { decimalText } from '../../kernel/decimal.ts';
import { exclusiveParams, invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { fractionsPerUnit, isWholeDecimal, parseDecimal, plainDecimal } from '../../money/decimal-fraction.ts';
import { priceAmount, priceTerms } from '../../money/price-amount.ts';
import { roundedQuotient } from '../../money/rounding.ts';
import { oneTimePrice } from '../subscription_items/item-price.ts';

type PriceData = NonNullable<Parameters<typeof oneTimePrice>[1]['choice']['price_data']>;

export interface AmountParams {
  amount?: number;
  unit_amount_decimal?: Stripe.Decimal;
  pricing?: { price?: string };
  price_data?: Omit<PriceData, 'product'> & { product?: string; product_data?: Stripe.PriceCreateParams.ProductData };
  quantity?: number;
  quantity_decimal?: Stripe.Decimal;
}

export interface ItemAmount {
  amount: number;
  /** A decimal of minor units. */
  unitAmount: string;
  /** A decimal: hours and kilograms need not be whole. */
  quantity: string;
  price: Stripe.Price | null;
  /** That of the price, where one says it. */
  currency: string;
}

/** @throws StripeError when both ways to give a quantity are used, or it is less than nothing. */
function givenQuantity(params: AmountParams, name: (field: string) => string): string | undefined {
  const text = decimalText(params.quantity_decimal);
  if (params.quantity !== undefined && text !== undefined) {
    throw exclusiveParams(name('quantity'), name('quantity_decimal'));
  }
  const given = text ?? (params.quantity === undefined ? undefined : String(params.quantity));
  if (given !== undefined && parseDecimal(given) < 0n) {
    throw invalidRequest({
      code: 'parameter_invalid_integer',
      message: 'This value must be greater than or equal to 0.',
      param: name(text === undefined ? 'quantity' : 'quantity_decimal'),
    });
  }
  return given === undefined ? undefined : plainDecimal(given);
}

function unitTimes(unitAmount: string, quantity: string): number {
  return roundedQuotient(parseDecimal(unitAmount) * parseDecimal(quantity), fractionsPerUnit * fractionsPerUnit);
}

function priced(price: Stripe.Price, { quantity, currency }: { quantity: string; currency: string }): ItemAmount {
  const unitAmount = decimalText(priceTerms(price, currency).unit_amount_decimal) ?? '0';
  const amount =
    isWholeDecimal(quantity) || price.transform_quantity
      ? priceAmount(price, Number(quantity), { currency })
      : unitTimes(unitAmount, quantity);
  return { amount, unitAmount, quantity, price, currency };
}

/** One way to say what it costs, and only one. */
function checkOneWay(params: AmountParams, name: (field: string) => string): void {
  const ways = (['amount', 'unit_amount_decimal', 'pricing', 'price_data'] as const).filter(
    (field) => params[field] !== undefined,
  );
  if (ways.length > 1) throw exclusiveParams(...ways.map(name));
  const quantity = params.quantity_decimal === undefined ? 'quantity' : 'quantity_decimal';
  if (params.amount !== undefined && params[quantity] !== undefined) {
    throw exclusiveParams(name('amount'), name(quantity));
  }
}

/**
 * What the parameters say that something costs; null when they do not say it.
 *
 * @param currency The one that amounts without a price are in, and that prices must have when `isFixed`.
 * @param name The place of a field in the request.
 * @throws StripeError for several ways at once, and for a price that cannot be used.
 */
export function givenAmount(
  tx: Tx,
  options: { params: AmountParams; currency: string; isFixed: boolean; name?: (field: string) => string },
): ItemAmount | null {
  const { params, currency, isFixed, name = (field) => field } = options;
  checkOneWay(params, name);
  const quantity = givenQuantity(params, name) ?? '1';
  if (params.amount !== undefined) {
    return { amount: params.amount, unitAmount: String(params.amount), quantity: '1', price: null, currency };
  }
  if (params.unit_amount_decimal !== undefined) {
    const unitAmount = plainDecimal(decimalText(params.unit_amount_decimal));
    return { amount: unitTimes(unitAmount, quantity), unitAmount, quantity, price: null, currency };
  }
  if (params.pricing?.price === undefined && params.price_data === undefined) return null;
  const price = oneTimePrice(tx, {
    choice: { ...params.pricing, ...(params.price_data ? { price_data: params.price_data as PriceData } : {}) },
    param: name('pricing'),
  });
  return priced(price, { quantity, currency: isFixed ? currency : price.currency });
}

/** What a stored item costs in the quantity that the parameters give; null when they give none. */
export function amountOfQuantity(
  tx: Tx,
  {
    item,
    params,
    name = (field) => field,
  }: {
    item: Pick<Stripe.InvoiceItem, 'pricing' | 'currency'>;
    params: AmountParams;
    name?: (field: string) => string;
  },
): ItemAmount | null {
  const quantity = givenQuantity(params, name);
  if (quantity === undefined) return null;
  const price = tx.find('price', item.pricing?.price_details?.price);
  if (price) return priced(price, { quantity, currency: item.currency });
  const unitAmount = decimalText(item.pricing?.unit_amount_decimal) ?? '0';
  return { amount: unitTimes(unitAmount, quantity), unitAmount, quantity, price: null, currency: item.currency };
}
