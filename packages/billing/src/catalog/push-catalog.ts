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
  const before = await readStripeCatalog(stripe, catalog, { seenAt: clock.now() });
  const { steps, conflicts, known: knownBefore } = planCatalogPush(catalog, before);
  if (conflicts.length > 0) throw new Error(`The catalog cannot be pushed:\n${conflicts.join('\n')}`);
  if (steps.length === 0) return { steps, state: before };

  const known = new Map(knownBefore);
  for (const step of steps) {
    const { id } = await write(stripe, catalog.id, { ...step, params: withKnownIds(step.params, known) } as PushStep);
    if (step.provides !== undefined) known.set(step.provides, id);
    afterStep(step);
  }

  const after = await readStripeCatalog(stripe, catalog, { seenAt: clock.now() });
  const left = planCatalogPush(catalog, after).steps;
  if (left.length > 0) {
    throw new Error(`Stripe took the push, but still differs:\n${left.map((step) => step.says).join('\n')}`);
  }
  return { steps, state: after };
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
    case 'portalConfigurations.create':
      return stripe.billingPortal.configurations.create(step.params, options);
    case 'portalConfigurations.update':
      return stripe.billingPortal.configurations.update(step.id, step.params, options);
  }
}
