import type Stripe from 'stripe';
import { missing } from '../../kernel/errors.ts';
import { list } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { legacyPlan } from '../subscription_items/legacy-plan.ts';
import { createPlan } from './create-plan.ts';
import { deletePlan } from './delete-plan.ts';
import { recurringPrice } from './recurring-price.ts';
import { updatePlan } from './update-plan.ts';

const listPrices = list('price', {
  filter: ['active', 'product'],
  where: () => ({ type: 'recurring' }),
});

function listPlans(tx: Tx, call: Call): Stripe.ApiList<Stripe.Plan> {
  const { data, ...page } = listPrices(tx, call);
  return { ...page, data: data.map(legacyPlan) };
}

/**
 * A plan is a recurring price, seen the old way: nothing else is kept of it.
 *
 * @see https://docs.stripe.com/api/plans
 */
export const plans = resource('plan', {
  refuseMissing: (id) => missing('plan', id, 'plan', 404),
  operations: {
    'POST /v1/plans': createPlan,
    'GET /v1/plans/:id': (tx, { path }) => legacyPlan(recurringPrice(tx, path.id)),
    'POST /v1/plans/:id': updatePlan,
    'DELETE /v1/plans/:id': deletePlan,
    'GET /v1/plans': listPlans,
  },
  includes: { tiers: (tx, { id }) => tx.find('price', id)?.tiers },
});
