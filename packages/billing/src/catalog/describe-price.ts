import { formatMoney } from '../kernel/money.ts';

interface PriceLike {
  currency: string;
  unit_amount?: number | null;
  recurring?: { interval: string } | null;
  tiers?: readonly { unit_amount?: number | null }[];
}

/** `$14.99 a month`, `$4.99 once`, `$2.99 to $1.99 by use`. */
export function describePrice(price: PriceLike): string {
  const currency = price.currency;
  const amounts = (price.tiers ?? []).map((tier) => tier.unit_amount ?? 0);
  if (amounts.length > 0) {
    const [most, least] = [Math.max(...amounts), Math.min(...amounts)];
    return `${formatMoney({ amount: most, currency })} to ${formatMoney({ amount: least, currency })} by use`;
  }
  const amount = formatMoney({ amount: price.unit_amount ?? 0, currency });
  return price.recurring ? `${amount} a ${price.recurring.interval}` : `${amount} once`;
}
