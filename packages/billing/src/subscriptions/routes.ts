import { CurrentSubscription, Problem, type Subscription } from '@purser/contract';
import type { Api } from '../http/api.ts';
import { userOf } from '../http/user.ts';
import type { Billing } from '../kernel/billing.ts';
import { toEpochSeconds } from '../kernel/time.ts';
import { isCancelling, planSubscription } from './plan-subscription.ts';
import { subscriptionsOfUser, type SubscriptionRow } from './table.ts';

export function subscriptionRoutes(server: Api, billing: Billing): void {
  server.get(
    '/api/payments/subscription',
    {
      config: { access: 'user' },
      schema: {
        summary: 'The plan subscription of whoever asks',
        description: '`null` when there is none, or it is over.',
        response: { 200: CurrentSubscription, default: Problem },
      },
    },
    async (request) => {
      const current = planSubscription(await subscriptionsOfUser(billing.db, userOf(request).id));
      return { subscription: current === null ? null : render(current) };
    },
  );
}

function render(row: SubscriptionRow): Subscription {
  return {
    id: row.id,
    status: row.status,
    tier: row.tier ?? '',
    current_period_end: toEpochSeconds(row.currentPeriodEnd),
    cancel_at_period_end: isCancelling(row),
    price_id: row.priceId,
  };
}
