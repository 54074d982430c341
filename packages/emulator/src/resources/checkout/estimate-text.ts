import type Stripe from 'stripe';

const units: Record<string, string> = {
  business_day: 'business day',
  day: 'day',
  hour: 'hour',
  month: 'month',
  week: 'week',
};

type Bound = { unit: string; value: number };

function boundText({ unit, value }: Bound): string {
  return `${value} ${units[unit] ?? unit}${value === 1 ? '' : 's'}`;
}

/** How long a delivery takes, as people say it: "5 to 7 business days", "at least 3 days". Null where nobody says. */
export function estimateText(estimate: Stripe.ShippingRate.DeliveryEstimate | null): string | null {
  const { minimum = null, maximum = null } = estimate ?? {};
  if (minimum && maximum) {
    if (minimum.unit !== maximum.unit) return `${boundText(minimum)} to ${boundText(maximum)}`;
    return minimum.value === maximum.value ? boundText(maximum) : `${minimum.value} to ${boundText(maximum)}`;
  }
  if (maximum) return `at most ${boundText(maximum)}`;
  return minimum && `at least ${boundText(minimum)}`;
}
