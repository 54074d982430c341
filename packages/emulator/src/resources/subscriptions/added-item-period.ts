import type Stripe from 'stripe';
import type { Period } from '../../billing-cycle/periods.ts';
import { invalidRequest } from '../../kernel/errors.ts';

type GivenPeriod = NonNullable<Stripe.SubscriptionCreateParams.AddInvoiceItem['period']>;

/** What the time of an added invoice item can be told by. */
export interface ItemSpans {
  /** The subscription's items in the periods that they are billed for. */
  items: readonly Pick<Stripe.SubscriptionItem, 'current_period_start' | 'current_period_end'>[];
}

function moment(given: { type: string; timestamp?: number }, known: Record<string, number>, param: string): number {
  const at = given.type === 'timestamp' ? given.timestamp : known[given.type];
  if (at !== undefined) return at;
  const message =
    given.type === 'timestamp'
      ? `Missing required param: ${param}[timestamp].`
      : `\`${given.type}\` cannot be told here.`;
  throw invalidRequest({ code: 'parameter_missing', message, param: `${param}[timestamp]` });
}

/**
 * The time that an added invoice item is for; from the latest start of an item's period to the earliest end unless said.
 *
 * @throws StripeError when it would end before it starts.
 */
export function addedItemPeriod(
  given: GivenPeriod | undefined,
  { spans, now, param }: { spans: ItemSpans; now: number; param: string },
): Period {
  const { items } = spans;
  const start = moment(
    given?.start ?? { type: 'max_item_period_start' },
    {
      max_item_period_start: Math.max(...items.map((item) => item.current_period_start)),
      now,
    },
    `${param}[start]`,
  );
  const end = moment(
    given?.end ?? { type: 'min_item_period_end' },
    { min_item_period_end: Math.min(...items.map((item) => item.current_period_end)) },
    `${param}[end]`,
  );
  if (start <= end) return { start, end };
  throw invalidRequest({ message: 'The period of an invoice item must end after it starts.', param });
}
