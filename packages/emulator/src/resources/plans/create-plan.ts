import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newPrice } from '../prices/new-price.ts';
import type { PriceData } from '../prices/new-price.ts';
import { newProduct } from '../products/new-product.ts';
import { legacyPlan } from '../subscription_items/legacy-plan.ts';

type PlanData = Params<'POST /v1/plans'>;

export function createPlan(tx: Tx, { params }: Call<PlanData>): Stripe.Plan {
  checkPlan(tx, params);
  const product = typeof params.product === 'object' ? newProduct(tx, params.product).id : params.product;
  if (product === undefined) throw missingParam('product');
  const price = newPrice(tx, priceDataOf(params, product), { id: params.id ?? tx.newId('plan') });
  const plan = legacyPlan(price);
  tx.emit('plan.created', plan);
  return plan;
}

function checkPlan(tx: Tx, { id, amount, amount_decimal, billing_scheme }: PlanData): void {
  if (id !== undefined && tx.find('price', id)) {
    throw invalidRequest({ code: 'resource_already_exists', param: 'id', message: 'Plan already exists.' });
  }
  if (billing_scheme !== 'tiered' && amount === undefined && amount_decimal === undefined) throw missingParam('amount');
  if (amount !== undefined && amount < 0) {
    throw invalidRequest({
      code: 'parameter_invalid_integer',
      param: 'amount',
      message: 'Invalid non-negative integer',
    });
  }
}

function priceDataOf(params: PlanData, product: string): PriceData {
  const { amount, amount_decimal, interval, interval_count, meter, transform_usage, trial_period_days } = params;
  return {
    active: params.active,
    billing_scheme: params.billing_scheme,
    currency: params.currency,
    metadata: params.metadata || undefined,
    nickname: params.nickname,
    product,
    recurring: { interval, interval_count, meter, trial_period_days, usage_type: params.usage_type },
    tiers: params.tiers,
    tiers_mode: params.tiers_mode,
    transform_quantity: transform_usage,
    unit_amount: amount,
    unit_amount_decimal: amount_decimal,
  };
}
