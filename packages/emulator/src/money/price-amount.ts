import type Stripe from 'stripe';
import { decimalText } from '../kernel/decimal.ts';
import { invalidRequest } from '../kernel/errors.ts';
import { fractionsPerUnit, parseDecimal, plainDecimal } from './decimal-fraction.ts';
import { roundedQuotient } from './rounding.ts';

/** What a price asks in one currency. */
export interface PriceTerms {
  currency: string;
  unit_amount: number | null;
  unit_amount_decimal: Stripe.Decimal | null;
  tiers: Stripe.Price.Tier[] | undefined;
  tax_behavior: Stripe.Price.TaxBehavior | null;
  custom_unit_amount: Stripe.Price.CustomUnitAmount | null;
}

/** One line's worth of a price: tiers reached, and their flat fees, stand apart as on an invoice. */
export interface PricePart {
  quantity: number;
  /** Minor units, with up to twelve decimals. */
  unitAmount: string;
  amount: number;
  /** The units that the tier covers; `upTo` null is without end. */
  tier: { from: number; upTo: number | null } | null;
  isFlat: boolean;
}

/**
 * The terms of a price in `currency`, or in its own.
 *
 * @throws StripeError when the price has no such currency.
 */
export function priceTerms(price: Stripe.Price, currency: string = price.currency): PriceTerms {
  if (currency === price.currency) {
    const { unit_amount, unit_amount_decimal, tiers, tax_behavior, custom_unit_amount } = price;
    return { currency, unit_amount, unit_amount_decimal, tiers, tax_behavior, custom_unit_amount };
  }
  const option = price.currency_options?.[currency];
  if (!option) {
    throw invalidRequest({
      param: 'currency',
      message: `The price specified only supports \`${price.currency}\`. This doesn't match the expected currency: \`${currency}\`.`,
    });
  }
  return {
    currency,
    unit_amount: option.unit_amount,
    unit_amount_decimal: option.unit_amount_decimal,
    tiers: option.tiers,
    tax_behavior: option.tax_behavior ?? price.tax_behavior,
    custom_unit_amount: option.custom_unit_amount,
  };
}

/** What `quantity` of a price costs in minor units: the sum of its parts, each rounded once. */
export function priceAmount(price: Stripe.Price, quantity: number, options: { currency?: string } = {}): number {
  return priceParts(price, quantity, options).reduce((sum, part) => sum + part.amount, 0);
}

/** The parts that `priceAmount` sums; at least one, also for nothing. */
export function priceParts(
  price: Stripe.Price,
  quantity: number,
  { currency }: { currency?: string } = {},
): PricePart[] {
  const terms = priceTerms(price, currency);
  if (price.billing_scheme === 'tiered') {
    const tiers = terms.tiers ?? [];
    return price.tiers_mode === 'volume' ? volumeParts(tiers, quantity) : graduatedParts(tiers, quantity);
  }
  const unitAmount = amountText(terms.unit_amount, terms.unit_amount_decimal);
  const packages = transformedQuantity(quantity, price.transform_quantity);
  return [{ quantity, unitAmount, amount: times(unitAmount, packages), tier: null, isFlat: false }];
}

/** `transform_quantity`: how many packages `quantity` units make. */
export function transformedQuantity(quantity: number, transform: Stripe.Price.TransformQuantity | null): number {
  if (!transform) return quantity;
  const packages = quantity / transform.divide_by;
  return transform.round === 'up' ? Math.ceil(packages) : Math.floor(packages);
}

function volumeParts(tiers: readonly Stripe.Price.Tier[], quantity: number): PricePart[] {
  let from = 1;
  for (const tier of tiers) {
    if (tier.up_to === null || quantity <= tier.up_to) return tierParts(tier, quantity, from);
    from = tier.up_to + 1;
  }
  return [];
}

function graduatedParts(tiers: readonly Stripe.Price.Tier[], quantity: number): PricePart[] {
  const parts: PricePart[] = [];
  let covered = 0;
  for (const tier of tiers) {
    const isFirst = covered === 0;
    // Nothing used still owes the first tier's flat fee.
    if (!isFirst && quantity <= covered) break;
    const end = tier.up_to ?? Infinity;
    parts.push(...tierParts(tier, Math.min(quantity, end) - covered, covered + 1));
    covered = end;
  }
  return parts;
}

function tierParts(tier: Stripe.Price.Tier, quantity: number, from: number): PricePart[] {
  const range = { from, upTo: tier.up_to };
  const unitAmount = amountText(tier.unit_amount, tier.unit_amount_decimal);
  const parts: PricePart[] = [
    { quantity, unitAmount, amount: times(unitAmount, quantity), tier: range, isFlat: false },
  ];
  const flatAmount = amountText(tier.flat_amount, tier.flat_amount_decimal);
  const flat = times(flatAmount, 1);
  if (flat !== 0) parts.push({ quantity: 0, unitAmount: flatAmount, amount: flat, tier: range, isFlat: true });
  return parts;
}

function amountText(whole: number | null, decimal: Stripe.Decimal | null): string {
  if (decimal !== null) return plainDecimal(decimalText(decimal));
  return String(whole ?? 0);
}

/** A quantity as a plain decimal: usage may be measured in fractions of a unit. */
export function quantityText(quantity: number): string {
  const text = String(quantity);
  return text.includes('e') ? plainDecimal(quantity.toFixed(12)) : text;
}

function times(unitAmount: string, quantity: number): number {
  if (Number.isSafeInteger(quantity))
    return roundedQuotient(parseDecimal(unitAmount) * BigInt(quantity), fractionsPerUnit);
  const product = parseDecimal(unitAmount) * parseDecimal(quantityText(quantity));
  return roundedQuotient(product, fractionsPerUnit * fractionsPerUnit);
}
