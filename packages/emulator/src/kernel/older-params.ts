import type Stripe from 'stripe';
import type { RawCall } from './served-operation.ts';
import { invalidRequest } from './errors.ts';
import { isHash } from './fields.ts';

type Sent = Readonly<Record<string, unknown>>;

/** Operations that once took a `coupon`. */
export const customerWrites: readonly string[] = ['POST /v1/customers', 'POST /v1/customers/:id'];

/** Operations whose phases were once so many `iterations` of their price's interval long. */
const scheduleWrites: readonly string[] = ['POST /v1/subscription_schedules', 'POST /v1/subscription_schedules/:id'];

/** Looks up a price that parameters name. */
export type FindPrice = (id: string) => Stripe.Price | undefined;

/**
 * The Stripe CLI's own fixtures (`stripe trigger`) are written for API versions before this one, and name none: at Stripe they
 * get the account's, which is seldom the newest. What they say in the old words, and the emulator can do, is put in the new ones.
 */
export function inPresentWords(operation: string, sent: Sent, raw: RawCall, findPrice: FindPrice): Sent {
  const isFixture = raw.version === undefined && raw.userAgent?.includes('stripe-cli/') === true;
  if (!isFixture) {
    refuseCustomerCoupon(operation, sent);
    return sent;
  }
  if (operation === 'POST /v1/promotion_codes') return withPromotion(sent);
  if (scheduleWrites.includes(operation)) return withDurations(sent, findPrice);
  return withoutServedTypes(sent);
}

/** A customer's coupon has no present words at all: the parameter is there for the fixtures, and for nobody else. */
function refuseCustomerCoupon(operation: string, sent: Sent): void {
  if (!customerWrites.includes(operation) || !('coupon' in sent)) return;
  const message = 'Received unknown parameter: coupon';
  throw invalidRequest({ code: 'parameter_unknown', message, param: 'coupon' });
}

/** To take cards alone is what the account does anyway, and bank debits come with their payment method; any other list is refused by name. */
function withoutServedTypes(sent: Sent): Sent {
  const { payment_method_types: types, ...rest } = sent;
  const served = ['card', 'sepa_debit', 'us_bank_account'];
  return Array.isArray(types) && types.every((type) => served.includes(type as string)) ? rest : sent;
}

function withPromotion(sent: Sent): Sent {
  const { coupon, ...rest } = sent;
  return typeof coupon === 'string' && !('promotion' in sent)
    ? { ...rest, promotion: { type: 'coupon', coupon } }
    : sent;
}

function withDurations(sent: Sent, findPrice: FindPrice): Sent {
  const { phases } = sent;
  if (typeof phases !== 'object' || phases === null) return sent;
  return { ...sent, phases: Object.values(phases).map((phase: unknown) => withDuration(phase, findPrice)) };
}

/** A phase without an end lasted for one interval of its price. */
function withDuration(phase: unknown, findPrice: FindPrice): unknown {
  if (!isHash(phase) || 'duration' in phase || 'end_date' in phase) return phase;
  const { iterations = 1, ...rest } = phase;
  const every = intervalOf(rest, findPrice);
  if (!every || !(Number(iterations) > 0)) return phase;
  return {
    ...rest,
    duration: { interval: every.interval, interval_count: String(every.interval_count * Number(iterations)) },
  };
}

function intervalOf({ items }: Record<string, unknown>, findPrice: FindPrice): Stripe.Price.Recurring | null {
  const [first] = typeof items === 'object' && items !== null ? (Object.values(items) as unknown[]) : [];
  const price = isHash(first) && typeof first['price'] === 'string' ? findPrice(first['price']) : undefined;
  return price?.recurring ?? null;
}
