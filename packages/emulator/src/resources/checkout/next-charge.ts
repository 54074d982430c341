import type Stripe from 'stripe';
import { nextPeriodEnd } from '../../billing-cycle/notices.ts';
import { boundary } from '../../billing-cycle/periods.ts';
import { renewalLines } from '../../billing-cycle/renew-subscription.ts';
import { composeSubscriptionInvoice } from '../../billing-cycle/subscription-invoice.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { AppliedDiscount } from '../../money/discounts.ts';
import type { CheckoutFacts } from './facts.ts';
import { sessionDiscounts, sessionPlace, type SessionSum } from './sum-session.ts';

/** Whether a discount that begins now still counts on an invoice at `at`. */
function lasts(discount: AppliedDiscount, { sum, now, at }: { sum: SessionSum; now: number; at: number }): boolean {
  const { coupon } = discount;
  if (coupon.duration === 'forever') return true;
  if (coupon.duration === 'repeating') {
    return boundary({ at: now }, { interval: 'month', interval_count: 1 }, coupon.duration_in_months ?? 0) > at;
  }
  const taken = sum.invoice.total_discount_amounts?.find(({ discount: id }) => idOf(id) === discount.id);
  return (taken?.amount ?? 0) === 0;
}

/** When the subscription charges next, and how much if nothing changes until then: an invoice that is not stored. Usage is not foreseen. */
export function nextCharge(
  tx: Tx,
  options: { session: Stripe.Checkout.Session; facts: CheckoutFacts; customer: Stripe.Customer; sum: SessionSum },
): { at: number; amount: number; invoice: Stripe.Invoice } | null {
  const { session, facts, customer, sum } = options;
  if (!sum.draft) return null;
  const { subscription, items, anchor } = sum.draft;
  const at = nextPeriodEnd(subscription);
  const now = tx.now(session);
  const { invoice } = composeSubscriptionInvoice(tx, {
    subscription,
    customer: { ...customer, balance: 0 },
    reason: 'upcoming',
    lines: renewalLines(tx, { subscription, items, anchor, at }),
    at,
    period: { start: now, end: at },
    discounts: sessionDiscounts(tx, session).filter((discount) => lasts(discount, { sum, now, at })),
    place: sessionPlace(facts),
  });
  return { at, amount: invoice.amount_due, invoice };
}
