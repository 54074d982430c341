import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { meterUsage } from '../resources/billing/meter-usage.ts';
import type { Period } from './periods.ts';

/** How much of a metered price a customer used in a period. Every item on the same meter counts the same events. */
export function meteredUsage(
  tx: Tx,
  { price, customer, period }: { price: Stripe.Price; customer: string; period: Period },
): number {
  const meter = idOf(price.recurring?.meter);
  if (meter === null) return 0;
  return Math.max(0, meterUsage(tx, { meter, customer, ...period }));
}
