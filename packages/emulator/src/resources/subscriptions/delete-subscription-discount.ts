import type Stripe from 'stripe';
import { dropDiscounts } from '../../billing-cycle/discount-ends.ts';
import { missing } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import { splitPhase } from '../subscription_schedules/split-phase.ts';

/** Takes all discounts of a subscription away; answers the last one. */
export const deleteSubscriptionDiscount: Handler<'DELETE /v1/subscriptions/:id/discount'> = (tx, { path }) => {
  const subscription = tx.get('subscription', path.id);
  const gone = subscription.discounts.map((discount) => idOf(discount));
  const last = tx.find('discount', gone.at(-1));
  if (!last) throw missing('discount', path.id);
  dropDiscounts(tx, { subscription, gone });
  const after = tx.get('subscription', path.id);
  tx.emit('customer.subscription.updated', after, subscription);
  splitPhase(tx, { before: subscription, after });
  const { end: _end, ...shown } = last;
  return { ...shown, deleted: true } as Stripe.DeletedDiscount;
};
