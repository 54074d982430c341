import { createEmulator, type Emulator } from '@purser/emulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import talents from '../../../../catalogs/talents.ts';
import { givenBilling, type TestBilling } from '../testing/given-billing.ts';
import { refreshPrice } from './projection.ts';
import { pushCatalogToStripe } from './push-catalog.ts';
import { priceIdFor, tierOfPrice } from './resolve-price.ts';

let emulator: Emulator;
let billing: TestBilling;

beforeAll(async () => {
  emulator = await createEmulator();
  const { url } = await emulator.listen({ port: 0 });
  const environment = { STRIPE_API_BASE: url, STRIPE_PRICE_HEAVYWEIGHT_ANNUAL: 'price_agreed_by_hand' };
  billing = await givenBilling({ catalog: mmarkov, environment });
  await pushCatalogToStripe(billing);
});

afterAll(async () => {
  await billing.close();
  await emulator.close();
});

describe('the price of a choice', () => {
  it('is found at Stripe by its key, and remembered', async () => {
    const id = await priceIdFor(billing, { tier: 'middleweight', billingPeriod: 'annual' });
    expect(await billing.stripe.prices.retrieve(id)).toMatchObject({ unit_amount: 69900 });
    const requests = emulator.requests().length;
    expect(await priceIdFor(billing, { tier: 'middleweight', billingPeriod: 'annual' })).toBe(id);
    expect(emulator.requests()).toHaveLength(requests);
  });

  it('is the one of the environment where there is one', async () => {
    expect(await priceIdFor(billing, { tier: 'heavyweight', billingPeriod: 'annual' })).toBe('price_agreed_by_hand');
    expect(await tierOfPrice(billing, 'price_agreed_by_hand')).toEqual({
      tier: 'heavyweight',
      billingPeriod: 'annual',
    });
  });

  it.each([
    ['flyweight', 'annual', 'unknown_tier'],
    ['lightweight', 'weekly', 'unknown_billing_period'],
    ['strawweight', 'monthly', 'tier_is_free'],
  ])('is refused for %s %s: %s', async (tier, billingPeriod, code) => {
    await expect(priceIdFor(billing, { tier, billingPeriod })).rejects.toMatchObject({ code });
  });

  it('is refused for a period that a plan is not sold by', async () => {
    const choice = { tier: 'basic', billingPeriod: 'annual' };
    await expect(priceIdFor({ ...billing, catalog: talents }, choice)).rejects.toMatchObject({
      code: 'unknown_billing_period',
      message: 'Basic is sold monthly, not "annual".',
    });
  });

  it('is refused once it was archived at Stripe', async () => {
    const id = await priceIdFor(billing, { tier: 'lightweight', billingPeriod: 'monthly' });
    await billing.stripe.prices.update(id, { active: false });
    await refreshPrice(billing, id);
    const choice = { tier: 'lightweight', billingPeriod: 'monthly' };
    await expect(priceIdFor(billing, choice)).rejects.toMatchObject({ code: 'price_not_available' });
    expect(await tierOfPrice(billing, id)).toEqual({ tier: 'lightweight', billingPeriod: 'monthly' });
  });
});

describe('the plan of a price', () => {
  it('is none for what somebody else sells in the same account, and for what does not exist', async () => {
    const { stripe } = billing;
    const product = await stripe.products.create({ name: 'T-shirt club', metadata: { tier: 'merchandise' } });
    const price = await stripe.prices.create({
      product: product.id,
      unit_amount: 2500,
      currency: 'usd',
      recurring: { interval: 'month' },
    });
    expect(await tierOfPrice(billing, price.id)).toBeNull();
    expect(await tierOfPrice(billing, 'price_that_never_was')).toBeNull();
  });

  it('is known for a price agreed by hand on a plan’s product, with an interval that the catalog does not sell', async () => {
    const price = await billing.stripe.prices.create({
      product: 'mmarkov_heavyweight',
      unit_amount: 80000,
      currency: 'usd',
      recurring: { interval: 'month', interval_count: 3 },
    });
    expect(await tierOfPrice(billing, price.id)).toEqual({ tier: 'heavyweight', billingPeriod: null });
  });
});
