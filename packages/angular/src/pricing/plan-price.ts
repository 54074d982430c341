import { formatMoney, moneyParts, monthlyShare } from '@purser/angular';
import type {
  BillingPeriod,
  CatalogPlan,
  CatalogPrice,
  MessageKey,
  MessageValue,
  MoneyPart,
  Text,
} from '@purser/angular';

/** A plan's price as its card shows it. */
export interface PlanPrice {
  /** What is charged at once; never a share of it. */
  readonly parts: readonly MoneyPart[];
  /** `/mo`, `/yr`, or nothing for a free plan. */
  readonly suffix: Text | null;
  /** The whole price in one breath, for screen readers. */
  readonly spoken: string | Text;
  readonly note: Text;
  readonly saving: Text | null;
  readonly billingPeriod: BillingPeriod;
}

/** The price of that period, or the plan's only one: a plan without an annual price stays on its monthly one. */
export function priceFor(plan: CatalogPlan, billingPeriod: BillingPeriod): CatalogPrice | null {
  return plan.prices.find((price) => price.billing_period === billingPeriod) ?? plan.prices[0] ?? null;
}

/** The periods that at least one plan is sold with; monthly comes first. */
export function soldPeriods(plans: readonly CatalogPlan[]): BillingPeriod[] {
  const sold = new Set(plans.flatMap((plan) => plan.prices.map((price) => price.billing_period)));
  return (['monthly', 'annual'] as const).filter((period) => sold.has(period));
}

interface PriceOptions {
  readonly billingPeriod: BillingPeriod;
  /** Of the catalog: what a free plan's zero is written in. */
  readonly currency: string;
  readonly locale: string;
}

export function planPrice(plan: CatalogPlan, { billingPeriod, currency, locale }: PriceOptions): PlanPrice {
  const price = priceFor(plan, billingPeriod);
  const money = price ?? { amount: 0, currency };
  const parts = moneyParts(money, { locale, hidesZeroCents: true });
  const spoken = formatMoney(money, { locale, hidesZeroCents: true, display: 'name' });
  if (price === null) return { parts, suffix: null, spoken, note: say('price.free'), saving: null, billingPeriod };
  const isAnnual = price.billing_period === 'annual';
  const share = formatMoney(monthlyShare(price), { locale, hidesZeroCents: true });
  return {
    parts,
    suffix: say(isAnnual ? 'price.per_year_short' : 'price.per_month_short'),
    spoken: say(isAnnual ? 'price.spoken_annual' : 'price.spoken_monthly', { price: spoken }),
    note: isAnnual ? say('price.billed_annually', { price: share }) : say('price.billed_monthly'),
    saving: savingOf(price),
    billingPeriod: price.billing_period,
  };
}

function savingOf({ billing_period, savings_percent }: CatalogPrice): Text | null {
  if (billing_period !== 'annual' || savings_percent === null || savings_percent <= 0) return null;
  return say('price.save', { percent: savings_percent });
}

function say(key: MessageKey, values: Record<string, MessageValue> = {}): Text {
  return { key, values };
}
