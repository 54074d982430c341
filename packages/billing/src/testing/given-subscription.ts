import { money } from '../kernel/money.ts';
import type { SubscriptionRow } from '../subscriptions/index.ts';

/** A monthly Middleweight of MMarkov that runs since the first of March 2026, changed as the test needs it. */
export function givenSubscription(changes: Partial<SubscriptionRow> = {}): SubscriptionRow {
  return {
    id: 'sub_1',
    userId: 'ada',
    customerId: 'cus_1',
    status: 'active',
    tier: 'middleweight',
    billingPeriod: 'monthly',
    priceId: 'price_1',
    price: money(7900, 'usd'),
    quantity: 1,
    currentPeriodStart: new Date('2026-03-01T12:00:00Z'),
    currentPeriodEnd: new Date('2026-04-01T12:00:00Z'),
    cancelAtPeriodEnd: false,
    cancelAt: null,
    canceledAt: null,
    endedAt: null,
    cancellationReason: null,
    trialEnd: null,
    pastDueSince: null,
    latestInvoiceId: null,
    defaultPaymentMethodId: null,
    createdAt: new Date('2026-03-01T12:00:00Z'),
    ...changes,
  };
}
