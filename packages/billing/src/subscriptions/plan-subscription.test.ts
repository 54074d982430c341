import fc from 'fast-check';
import { expect, test } from 'vitest';
import { givenSubscription } from '../testing/given-subscription.ts';
import { isCancelling, livePlanSubscriptions, planSubscription } from './plan-subscription.ts';
import type { SubscriptionRow } from './table.ts';

const statuses = [
  'active',
  'trialing',
  'past_due',
  'paused',
  'unpaid',
  'incomplete',
  'incomplete_expired',
  'canceled',
] as const;

test('a running subscription comes before one that is past due, then paused, unpaid and incomplete', () => {
  const worst = ['incomplete', 'unpaid', 'paused', 'past_due', 'trialing'] as const;
  const rows: SubscriptionRow[] = [];
  for (const status of worst) {
    rows.push(givenSubscription({ id: `sub_${status}`, status }));
    expect(planSubscription(rows)?.status).toBe(status);
  }
});

test('what is over, and what is no plan of ours, does not count', () => {
  expect(planSubscription([])).toBeNull();
  expect(
    planSubscription([
      givenSubscription({ status: 'canceled' }),
      givenSubscription({ id: 'sub_2', status: 'incomplete_expired' }),
      givenSubscription({ id: 'sub_3', tier: null }),
    ]),
  ).toBeNull();
});

test('the choice does not depend on the order in which rows were stored', () => {
  const row = fc.record({
    id: fc.integer({ min: 1, max: 99 }).map((n) => `sub_${n}`),
    status: fc.constantFrom(...statuses),
    createdAt: fc.integer({ min: 0, max: 3 }).map((n) => new Date(n * 1000)),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 6 }),
      fc.infiniteStream(fc.nat()),
      (rows, seeds) => {
        const subscriptions = rows.map((changes) => givenSubscription(changes));
        const shuffled = subscriptions
          .map((subscription) => ({ subscription, key: seeds.next().value ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ subscription }) => subscription);
        expect(planSubscription(shuffled)?.id).toBe(planSubscription(subscriptions)?.id);
        expect(livePlanSubscriptions(shuffled)).toEqual(livePlanSubscriptions(subscriptions));
      },
    ),
  );
});

test('cancelling is the flag, or the date alone as the portal sets it, and not what is over', () => {
  expect(isCancelling(givenSubscription())).toBe(false);
  expect(isCancelling(givenSubscription({ cancelAtPeriodEnd: true }))).toBe(true);
  expect(isCancelling(givenSubscription({ cancelAt: new Date('2026-04-01T12:00:00Z') }))).toBe(true);
  expect(isCancelling(givenSubscription({ status: 'canceled', cancelAtPeriodEnd: true }))).toBe(false);
});
