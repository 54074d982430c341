import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { refuseArchivingDefault } from '../prices/update-price.ts';
import { legacyPlan } from '../subscription_items/legacy-plan.ts';
import { recurringPrice } from './recurring-price.ts';

export function updatePlan(tx: Tx, { path, params }: Call<Params<'POST /v1/plans/:id'>, 'id'>): Stripe.Plan {
  const before = recurringPrice(tx, path.id);
  refuseArchivingDefault(tx, before, params.active);
  const days = params.trial_period_days;
  const price = tx.update('price', before.id, {
    active: params.active ?? before.active,
    metadata: mergedMetadata(before.metadata, params.metadata),
    nickname: written(params.nickname, before.nickname),
    product: params.product === undefined ? before.product : otherProduct(tx, before, params.product),
    recurring:
      before.recurring && (days === undefined ? before.recurring : { ...before.recurring, trial_period_days: days }),
  });
  const plan = legacyPlan(price);
  tx.emit('price.updated', price, before);
  tx.emit('plan.updated', plan, legacyPlan(before));
  return plan;
}

/** Unlike a price, a plan may move to another product, until somebody subscribes. */
function otherProduct(tx: Tx, price: Stripe.Price, product: string): string {
  const isUsed = tx.list('subscription').some(({ items }) => items.data.some((item) => item.price.id === price.id));
  if (isUsed) {
    const message = 'The product of a plan cannot be changed once the plan was used in a subscription.';
    throw invalidRequest({ param: 'product', message });
  }
  return tx.get('product', product, { param: 'product' }).id;
}
