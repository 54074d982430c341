import { createEmulator, type Emulator } from '@purser/emulator';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import talents from '../../../../catalogs/talents.ts';
import { givenBilling, type TestBilling } from '../testing/given-billing.ts';
import { defineCatalog, type Catalog } from './define-catalog.ts';
import { previewCatalogPush, pushCatalog, pushCatalogToStripe } from './push-catalog.ts';
import { portalConfigurationId, priceIdFor, tierOfPrice } from './resolve-price.ts';

let emulator: Emulator;
let billing: TestBilling;

beforeAll(async () => {
  emulator = await createEmulator({ at: new Date('2026-03-01T12:00:00Z') });
  const { url } = await emulator.listen({ port: 0 });
  billing = await givenBilling({ catalog: mmarkov, environment: { STRIPE_API_BASE: url } });
});

afterAll(async () => {
  await billing.close();
  await emulator.close();
});

beforeEach(async () => {
  await emulator.reset();
  await billing.db.deleteFrom('catalog_prices').execute();
  await billing.db.deleteFrom('catalog_objects').execute();
  await billing.db.deleteFrom('looks').execute();
});

function selling(catalog: Catalog): TestBilling {
  return { ...billing, catalog };
}

/** MMarkov with Lightweight at another price a month. */
function withMonthlyPrice(monthly: number): Catalog {
  const plans = mmarkov.plans.map((plan) =>
    plan.id === 'lightweight' ? { ...plan, prices: { ...plan.prices, monthly } } : plan,
  );
  return defineCatalog({ ...mmarkov, plans });
}

async function pricesUnder(lookupKey: string) {
  return (await billing.stripe.prices.list({ lookup_keys: [lookupKey], expand: ['data.product'] })).data;
}

describe('pushing a catalog to an empty Stripe', () => {
  it('makes products with their tier and prices with their key', async () => {
    await pushCatalog(billing);
    const [price] = await pricesUnder('lightweight_annual');
    expect(price).toMatchObject({
      unit_amount: 11900,
      currency: 'usd',
      nickname: 'Lightweight Annual',
      tax_behavior: 'exclusive',
      recurring: { interval: 'year' },
      metadata: { tier: 'lightweight', billing: 'annual', savings: '60.88' },
      product: {
        name: 'Lightweight',
        description: 'Entry tier for recreational bettors',
        metadata: { tier: 'lightweight' },
        statement_descriptor: 'MMARKOV',
      },
    });
    expect((await billing.stripe.products.list()).data).toHaveLength(3);
  });

  it('makes Talents’ yearly saving, its one-time price and its graduated price by use', async () => {
    await pushCatalog(selling(talents));
    expect((await pricesUnder('premium_annual'))[0]?.metadata).toMatchObject({ savings: '39.89' });
    expect((await pricesUnder('single_assessment'))[0]).toMatchObject({ type: 'one_time', unit_amount: 499 });
    const [byUse] = (
      await billing.stripe.prices.list({ lookup_keys: ['additional_assessments'], expand: ['data.tiers'] })
    ).data;
    expect(byUse?.tiers?.map(({ up_to: upTo, unit_amount: amount }) => [upTo, amount])).toEqual([
      [10, 299],
      [50, 249],
      [null, 199],
    ]);
    expect(byUse?.recurring).toMatchObject({ usage_type: 'metered', meter: expect.stringMatching(/^mtr_/) });
  });

  it('makes the portal ask for the specified reasons and offer a pause of up to three months', async () => {
    await pushCatalog(selling(talents));
    const id = await portalConfigurationId(selling(talents));
    const { features, business_profile: profile } = await billing.stripe.billingPortal.configurations.retrieve(
      id ?? '',
    );
    expect(profile.headline).toBe('Manage your Talents subscription');
    expect(features.subscription_cancel.cancellation_reason.options).toEqual([
      'too_expensive',
      'missing_features',
      'switched_service',
      'too_complex',
      'low_quality',
      'other',
    ]);
    expect(features.subscription_pause).toMatchObject({
      enabled: true,
      duration: {
        type: 'interval_options',
        interval_options: [1, 2, 3].map((count) => ({ interval: 'month', interval_count: count })),
      },
    });
    expect(features.subscription_update.default_allowed_updates).toEqual(['price', 'quantity', 'promotion_code']);
  });

  it('makes codes that people can type', async () => {
    await pushCatalog(billing);
    const [code] = (await billing.stripe.promotionCodes.list({ code: 'ANNUAL20', expand: ['data.promotion.coupon'] }))
      .data;
    expect(code).toMatchObject({
      active: true,
      restrictions: { first_time_transaction: true, minimum_amount: 11900 },
      promotion: { coupon: { percent_off: 20, duration: 'once' } },
    });
  });
});

describe('pushing again', () => {
  it.each([mmarkov, talents])('changes nothing when nothing has changed: $id', async (catalog) => {
    const { steps } = await pushCatalog(selling(catalog));
    expect(steps.length).toBeGreaterThan(8);
    expect((await previewCatalogPush(selling(catalog))).steps).toEqual([]);
    expect((await pushCatalog(selling(catalog))).steps).toEqual([]);
  });

  it('replaces a price whose amount changed, moves the key, offers the new one in the portal and archives the old', async () => {
    await pushCatalog(billing);
    const before = await priceIdFor(billing, { tier: 'lightweight', billingPeriod: 'monthly' });
    const dearer = selling(withMonthlyPrice(1599));
    const { steps } = await pushCatalog(dearer);
    expect(steps.map((step) => step.says)).toContain(
      'replace the price lightweight_monthly: $14.99 a month becomes $15.99 a month',
    );
    const after = await priceIdFor(dearer, { tier: 'lightweight', billingPeriod: 'monthly' });
    expect(after).not.toBe(before);
    expect(await billing.stripe.prices.retrieve(before)).toMatchObject({ active: false, lookup_key: null });
    expect(await tierOfPrice(dearer, before)).toEqual({ tier: 'lightweight', billingPeriod: 'monthly' });
    const portal = await billing.stripe.billingPortal.configurations.retrieve(
      (await portalConfigurationId(dearer)) ?? '',
      {
        expand: ['features.subscription_update.products'],
      },
    );
    const offered = portal.features.subscription_update.products?.flatMap((product) => product.prices);
    expect(offered).toContain(after);
    expect(offered).not.toContain(before);
  });

  it('can go back to an earlier price, and forth again, within Stripe’s memory of keys', async () => {
    const amounts = [1499, 1599, 1499, 1599];
    for (const amount of amounts) {
      await pushCatalog(selling(withMonthlyPrice(amount)));
      expect(await pricesUnder('lightweight_monthly')).toMatchObject([{ unit_amount: amount, active: true }]);
    }
    const all = (await billing.stripe.prices.list({ product: 'mmarkov_lightweight', limit: 100 })).data;
    expect(all.filter((price) => price.active)).toHaveLength(2);
  });

  it('can rename back and forth too', async () => {
    for (const name of ['Lightweight', 'Feather', 'Lightweight', 'Feather']) {
      const plans = mmarkov.plans.map((plan) => (plan.id === 'lightweight' ? { ...plan, name } : plan));
      await pushCatalog(selling({ ...mmarkov, plans }));
      expect((await billing.stripe.products.retrieve('mmarkov_lightweight')).name).toBe(name);
    }
  });

  it('gives a code with other terms a new coupon and switches the old code off', async () => {
    await pushCatalog(billing);
    const [coupon, ...others] = mmarkov.coupons ?? [];
    const generous = selling({ ...mmarkov, coupons: [{ ...coupon!, percentOff: 30 }, ...others] });
    await pushCatalog(generous);
    const codes = (await billing.stripe.promotionCodes.list({ code: 'ANNUAL20', expand: ['data.promotion.coupon'] }))
      .data;
    expect(codes.filter((code) => code.active)).toMatchObject([{ promotion: { coupon: { percent_off: 30 } } }]);
    expect(codes).toHaveLength(2);
  });

  it('archives the product of a plan that is sold no more, and still knows its subscribers’ plan', async () => {
    await pushCatalog(billing);
    const price = await priceIdFor(billing, { tier: 'heavyweight', billingPeriod: 'annual' });
    const without = selling({ ...mmarkov, plans: mmarkov.plans.filter((plan) => plan.id !== 'heavyweight') });
    await pushCatalog(without);
    expect((await billing.stripe.products.retrieve('mmarkov_heavyweight')).active).toBe(false);
    expect(await tierOfPrice(without, price)).toEqual({ tier: 'heavyweight', billingPeriod: 'annual' });
  });
});

describe('in an account that others made', () => {
  it('takes over the product of a tier and the price under its key, and leaves the rest alone', async () => {
    const { stripe } = billing;
    const product = await stripe.products.create({ name: 'Lightweight', metadata: { tier: 'lightweight' } });
    const price = await stripe.prices.create({
      product: product.id,
      unit_amount: 999,
      currency: 'usd',
      recurring: { interval: 'month' },
      lookup_key: 'lightweight_monthly',
    });
    const foreign = await stripe.products.create({ name: 'T-shirt', metadata: { tier: 'merchandise' } });
    await pushCatalog(billing);
    expect(await stripe.prices.retrieve(price.id)).toMatchObject({ active: false });
    expect(await pricesUnder('lightweight_monthly')).toMatchObject([
      { unit_amount: 1499, product: { id: product.id } },
    ]);
    expect(await stripe.products.retrieve(foreign.id)).toMatchObject({ name: 'T-shirt', active: true });
  });
});

describe('an interrupted push', () => {
  it('is finished by the next, wherever it stopped', async () => {
    await pushCatalog(billing);
    const target = selling(withMonthlyPrice(1799));
    const all = (await previewCatalogPush(target)).steps.length;
    for (let stopAfter = 1; stopAfter < all; stopAfter += 1) {
      const goal = selling(withMonthlyPrice(1799 + stopAfter));
      let done = 0;
      const stop = () => {
        done += 1;
        if (done === stopAfter) throw new Error('The power went out.');
      };
      await expect(pushCatalogToStripe(goal, { afterStep: stop })).rejects.toThrow('power');
      await pushCatalog(goal);
      const active = (await billing.stripe.prices.list({ product: 'mmarkov_lightweight', active: true })).data;
      expect(active.map((price) => price.unit_amount).toSorted()).toEqual([11900, 1799 + stopAfter].toSorted());
      expect((await previewCatalogPush(goal)).steps).toEqual([]);
    }
  });
});
