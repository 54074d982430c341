import type { Stripe } from 'stripe';
import type { Billing } from '../kernel/billing.ts';
import { idempotencyKey } from '../kernel/ids.ts';
import { planCatalogPush } from './plan-catalog-push.ts';
import type { CatalogPushPlan, PushStep, StripeCatalogState } from './push-step.ts';
import { readStripeCatalog } from './read-stripe-catalog.ts';
import { withKnownIds } from './references.ts';
import { storePushedCatalog } from './projection.ts';

/** What a push needs of billing: not the database, which may be in use by another process. */
export type PushTools = Pick<Billing, 'stripe' | 'catalog' | 'clock'>;

/** What a push would write now. Reads only. */
export async function previewCatalogPush({ stripe, catalog, clock }: PushTools): Promise<CatalogPushPlan> {
  return planCatalogPush(catalog, await readStripeCatalog(stripe, catalog, { seenAt: clock.now() }));
}

/**
 * Makes Stripe hold what the catalog says, and stores which price is which. Running it twice writes nothing the second
 * time; one that was interrupted is finished by the next.
 *
 * @param afterStep Told of each write that Stripe has accepted.
 * @throws Error with what stands in the way, when something at Stripe cannot be changed.
 */
export async function pushCatalog(
  billing: Billing,
  options: { afterStep?: (step: PushStep) => void } = {},
): Promise<{ steps: PushStep[] }> {
  const { steps, state } = await pushCatalogToStripe(billing, options);
  await storePushedCatalog(billing, state);
  return { steps };
}

/** The same without storing anything: what changed reaches a running service by Stripe's events, or by its first look. */
export async function pushCatalogToStripe(
  { stripe, catalog, clock }: PushTools,
  { afterStep = () => {} }: { afterStep?: (step: PushStep) => void } = {},
): Promise<{ steps: PushStep[]; state: StripeCatalogState }> {
  const done: PushStep[] = [];
  // A second look finds what only Stripe's answers could tell, such as the ways to pay that a new account has switched on.
  for (let look = 1; look <= 3; look += 1) {
    const state = await readStripeCatalog(stripe, catalog, { seenAt: clock.now() });
    const { steps, conflicts, known: knownBefore } = planCatalogPush(catalog, state);
    if (conflicts.length > 0) throw new Error(`The catalog cannot be pushed:\n${conflicts.join('\n')}`);
    if (steps.length === 0) return { steps: done, state };
    const known = new Map(knownBefore);
    for (const step of steps) {
      const { id } = await write(stripe, catalog.id, { ...step, params: withKnownIds(step.params, known) } as PushStep);
      if (step.provides !== undefined) known.set(step.provides, id);
      done.push(step);
      afterStep(step);
    }
  }
  throw new Error('Stripe took every write of the push and still differs from the catalog. `catalog plan` says where.');
}

async function write(stripe: Stripe, catalogId: string, step: PushStep): Promise<{ id: string }> {
  const options = { idempotencyKey: idempotencyKey('catalog', catalogId, step.name, JSON.stringify(step.params)) };
  switch (step.write) {
    case 'products.create':
      return stripe.products.create(step.params, options);
    case 'products.update':
      return stripe.products.update(step.id, step.params, options);
    case 'meters.create':
      return stripe.billing.meters.create(step.params, options);
    case 'meters.update':
      return stripe.billing.meters.update(step.id, step.params, options);
    case 'prices.create':
      return stripe.prices.create(step.params, options);
    case 'prices.update':
      return stripe.prices.update(step.id, step.params, options);
    case 'coupons.create':
      return stripe.coupons.create(step.params, options);
    case 'coupons.update':
      return stripe.coupons.update(step.id, step.params, options);
    case 'promotionCodes.create':
      return stripe.promotionCodes.create(step.params, options);
    case 'promotionCodes.update':
      return stripe.promotionCodes.update(step.id, step.params, options);
    case 'paymentMethods.create':
      return stripe.paymentMethodConfigurations.create(step.params, options);
    case 'paymentMethods.update':
      return stripe.paymentMethodConfigurations.update(step.id, step.params, options);
    case 'portalConfigurations.create':
      return stripe.billingPortal.configurations.create(step.params, options);
    case 'portalConfigurations.update':
      return stripe.billingPortal.configurations.update(step.id, step.params, options);
  }
}
