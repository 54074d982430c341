import { expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import talents from '../../../../catalogs/talents.ts';
import { addDays } from '../kernel/time.ts';
import { givenSubscription } from '../testing/given-subscription.ts';
import type { SubscriptionRow } from '../subscriptions/index.ts';
import { deriveEntitlement } from './derive-entitlement.ts';

const now = new Date('2026-03-10T12:00:00Z');
const tierOf = (rows: SubscriptionRow[], catalog = mmarkov, at = now) =>
  deriveEntitlement(rows, { catalog, now: at }).tier;

test('active and trialing give the plan', () => {
  expect(tierOf([givenSubscription()])).toBe('middleweight');
  expect(tierOf([givenSubscription({ status: 'trialing' })])).toBe('middleweight');
});

test('a planned cancellation takes nothing away before its date', () => {
  const cancelling = givenSubscription({ cancelAtPeriodEnd: true, cancelAt: new Date('2026-04-01T12:00:00Z') });
  expect(tierOf([cancelling])).toBe('middleweight');
});

test.each(['paused', 'unpaid', 'incomplete', 'incomplete_expired', 'canceled'] as const)(
  '%s gives the free plan, or nothing where there is none',
  (status) => {
    expect(tierOf([givenSubscription({ status })])).toBe('strawweight');
    expect(tierOf([givenSubscription({ status, tier: 'premium' })], talents)).toBeNull();
  },
);

test('nobody’s subscription gives the free plan', () => {
  expect(tierOf([])).toBe('strawweight');
  expect(tierOf([], talents)).toBeNull();
});

test('past due keeps the plan within the catalog’s grace, counted from the first failure', () => {
  const pastDueSince = new Date('2026-03-04T12:00:00Z');
  const late = givenSubscription({ status: 'past_due', pastDueSince });
  const end = addDays(pastDueSince, mmarkov.pastDueGraceDays);
  expect(deriveEntitlement([late], { catalog: mmarkov, now })).toEqual({
    tier: 'middleweight',
    subscriptionId: 'sub_1',
    validUntil: end,
  });
  expect(tierOf([late], mmarkov, new Date(end.getTime() - 1))).toBe('middleweight');
  expect(tierOf([late], mmarkov, end)).toBe('strawweight');
});

test('of two subscriptions the running one counts, not the one that is past due', () => {
  const late = givenSubscription({ id: 'sub_0', tier: 'heavyweight', status: 'past_due', pastDueSince: now });
  expect(tierOf([late, givenSubscription({ tier: 'lightweight' })])).toBe('lightweight');
});
