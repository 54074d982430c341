import type Stripe from 'stripe';
import { decimal, decimalText } from '../../kernel/decimal.ts';
import { checkCurrencyKey } from '../../money/currencies.ts';
import { isWholeDecimal, plainDecimal } from '../../money/decimal-fraction.ts';
import { checkTierList } from './check-price.ts';

type TierParam = Stripe.PriceCreateParams.Tier;
type CustomAmountParam = Stripe.PriceCreateParams.CustomUnitAmount;
type CurrencyOptionsParam = Record<string, Stripe.PriceCreateParams.CurrencyOptions>;

interface AmountPair {
  whole: number | null;
  exact: Stripe.Decimal | null;
}

/** Both forms of an amount: the whole one is null where the exact one has a fraction. */
export function amountPair(amount: number | undefined, amountDecimal: Stripe.Decimal | undefined): AmountPair {
  if (amount !== undefined) return { whole: amount, exact: decimal(String(amount)) };
  const given = decimalText(amountDecimal);
  if (given === undefined) return { whole: null, exact: null };
  const text = plainDecimal(given);
  return { whole: isWholeDecimal(text) ? Number(text) : null, exact: decimal(text) };
}

export function tiersOf(tiers: readonly TierParam[]): Stripe.Price.Tier[] {
  return tiers.map((tier) => {
    const flat = amountPair(tier.flat_amount, tier.flat_amount_decimal);
    const unit = amountPair(tier.unit_amount, tier.unit_amount_decimal);
    return {
      flat_amount: flat.whole,
      flat_amount_decimal: flat.exact,
      unit_amount: unit.whole,
      unit_amount_decimal: unit.exact,
      up_to: tier.up_to === 'inf' ? null : tier.up_to,
    };
  });
}

export function customAmountOf(param: CustomAmountParam | undefined): Stripe.Price.CustomUnitAmount | null {
  if (!param?.enabled) return null;
  return { maximum: param.maximum ?? null, minimum: param.minimum ?? null, preset: param.preset ?? null };
}

export function currencyOptionsOf(param: CurrencyOptionsParam): Record<string, Stripe.Price.CurrencyOptions> {
  const options = Object.entries(param).map(([code, option]): [string, Stripe.Price.CurrencyOptions] => {
    const unit = amountPair(option.unit_amount, option.unit_amount_decimal);
    if (option.tiers) checkTierList(option.tiers);
    return [
      checkCurrencyKey(code, 'currency_options'),
      {
        custom_unit_amount: customAmountOf(option.custom_unit_amount),
        tax_behavior: option.tax_behavior ?? 'unspecified',
        ...(option.tiers ? { tiers: tiersOf(option.tiers) } : {}),
        unit_amount: unit.whole,
        unit_amount_decimal: unit.exact,
      },
    ];
  });
  return Object.fromEntries(options);
}
