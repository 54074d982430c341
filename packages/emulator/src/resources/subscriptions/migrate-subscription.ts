import { invalidRequest } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import { changeSubscription } from '../../billing-cycle/subscription-status.ts';

/** From classic to flexible billing; there is no way back. */
export const migrateSubscription: Handler<'POST /v1/subscriptions/:id/migrate'> = (tx, { path, params }) => {
  const subscription = tx.get('subscription', path.id);
  if (subscription.billing_mode.type === 'flexible') {
    throw invalidRequest({ message: 'This subscription is in flexible billing mode already.', param: 'billing_mode' });
  }
  const discounts = params.billing_mode.flexible?.proration_discounts ?? 'included';
  return changeSubscription(tx, subscription, {
    billing_mode: { flexible: { proration_discounts: discounts }, type: 'flexible', updated_at: tx.now(subscription) },
  });
};
