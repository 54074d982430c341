import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { givenCustomer, givenPrice, seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';

async function givenFeature(stripe: Stripe, lookup_key: string): Promise<Stripe.Entitlements.Feature> {
  return stripe.entitlements.features.create({ lookup_key, name: `The ${lookup_key} feature` });
}

async function givenPriceWith(stripe: Stripe, unit_amount: number, keys: readonly string[]): Promise<Stripe.Price> {
  const price = await givenPrice(stripe, { unit_amount });
  for (const key of keys) {
    const [known] = (await stripe.entitlements.features.list({ lookup_key: key })).data;
    const feature = known ?? (await givenFeature(stripe, key));
    await stripe.products.createFeature(price.product as string, { entitlement_feature: feature.id });
  }
  return price;
}

async function keysOf(stripe: Stripe, customer: string): Promise<string[]> {
  const { data } = await stripe.entitlements.activeEntitlements.list({ customer });
  return data.map((entitlement) => entitlement.lookup_key).sort();
}

async function summaries(stripe: Stripe): Promise<Stripe.EntitlementsActiveEntitlementSummaryUpdatedEvent[]> {
  const { data } = await stripe.events.list({ type: 'entitlements.active_entitlement_summary.updated' });
  return data as Stripe.EntitlementsActiveEntitlementSummaryUpdatedEvent[];
}

test('a paid subscription entitles its customer to the features of its product, until it is cancelled', async () => {
  const { stripe } = await givenEmulator();
  const price = await givenPriceWith(stripe, 1500, ['brewing', 'roasting']);
  const customer = await givenCustomer(stripe, 'pm_card_visa');

  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });

  expect(await keysOf(stripe, customer.id)).toEqual(['brewing', 'roasting']);
  const [given] = await summaries(stripe);
  expect(given?.data.object).toMatchObject({ customer: customer.id, livemode: false });
  expect(given?.data.object.entitlements.data.map(({ lookup_key }) => lookup_key)).toEqual(['roasting', 'brewing']);
  expect(given?.data.previous_attributes).toEqual({ entitlements: { data: [] } });
  const [entitlement] = (await stripe.entitlements.activeEntitlements.list({ customer: customer.id })).data;
  const shown = await stripe.entitlements.activeEntitlements.retrieve(entitlement?.id ?? '', { expand: ['feature'] });
  expect(shown.feature).toMatchObject({ object: 'entitlements.feature', lookup_key: 'roasting' });

  await stripe.subscriptions.cancel(subscription.id);

  expect(await keysOf(stripe, customer.id)).toEqual([]);
  const types = (await stripe.events.list({ limit: 2 })).data.map(({ type }) => type);
  expect(types).toEqual(['entitlements.active_entitlement_summary.updated', 'customer.subscription.deleted']);
});

test('an unpaid first invoice entitles to nothing, its payment to everything', async () => {
  const { stripe } = await givenEmulator();
  const price = await givenPriceWith(stripe, 1500, ['brewing']);
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    payment_behavior: 'default_incomplete',
  });
  expect(await keysOf(stripe, customer.id)).toEqual([]);

  await stripe.invoices.pay(subscription.latest_invoice as string);

  expect(await keysOf(stripe, customer.id)).toEqual(['brewing']);
  const types = (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type);
  const told = types.indexOf('entitlements.active_entitlement_summary.updated');
  expect(types.indexOf('customer.subscription.updated')).toBe(told + 1);
});

test('a change of plan exchanges what differs and keeps what both plans bring', async () => {
  const { stripe } = await givenEmulator();
  const small = await givenPriceWith(stripe, 1500, ['brewing', 'tasting']);
  const large = await givenPriceWith(stripe, 4500, ['brewing', 'roasting']);
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: small.id }] });
  const before = (await stripe.entitlements.activeEntitlements.list({ customer: customer.id })).data;

  await stripe.subscriptions.update(subscription.id, {
    items: [{ id: subscription.items.data[0]?.id ?? '', price: large.id }],
  });

  expect(await keysOf(stripe, customer.id)).toEqual(['brewing', 'roasting']);
  const after = (await stripe.entitlements.activeEntitlements.list({ customer: customer.id })).data;
  const kept = before.find(({ lookup_key }) => lookup_key === 'brewing');
  expect(after.map(({ id }) => id)).toContain(kept?.id);
  const [changed] = await summaries(stripe);
  expect(changed?.data.previous_attributes).toEqual({ entitlements: { data: before } });
});

test('a feature that a product gains in mid-period reaches its subscribers with the next period', async () => {
  const { emulator, stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 1500 });
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const feature = await givenFeature(stripe, 'brewing');
  const attached = await stripe.products.createFeature(price.product as string, { entitlement_feature: feature.id });

  await stripe.subscriptions.update(subscription.id, { metadata: { note: 'nothing of importance' } });
  expect(await keysOf(stripe, customer.id)).toEqual([]);

  await emulator.advance({ to: new Date('2026-02-01T02:00:00Z') });
  expect(await keysOf(stripe, customer.id)).toEqual(['brewing']);
  expect((await summaries(stripe))[0]?.created).toBe(seconds('2026-02-01T00:00:00Z'));

  await stripe.products.deleteFeature(price.product as string, attached.id);
  expect(await keysOf(stripe, customer.id)).toEqual(['brewing']);
  await emulator.advance({ to: new Date('2026-03-01T02:00:00Z') });
  expect(await keysOf(stripe, customer.id)).toEqual([]);
});

test('an archived feature frees its key, stays with who has it, and is given to nobody anew', async () => {
  const { emulator, stripe } = await givenEmulator();
  const price = await givenPriceWith(stripe, 1500, ['brewing']);
  const first = await givenCustomer(stripe, 'pm_card_visa');
  const second = await givenCustomer(stripe, 'pm_card_visa');
  await stripe.subscriptions.create({ customer: first.id, items: [{ price: price.id }] });
  const [feature] = (await stripe.entitlements.features.list({ archived: false })).data;
  await expect(givenFeature(stripe, 'brewing')).rejects.toMatchObject({ param: 'lookup_key' });

  await stripe.entitlements.features.update(feature?.id ?? '', { active: false });

  await stripe.subscriptions.create({ customer: second.id, items: [{ price: price.id }] });
  await emulator.advance({ to: new Date('2026-02-01T02:00:00Z') });
  expect(await keysOf(stripe, first.id)).toEqual(['brewing']);
  expect(await keysOf(stripe, second.id)).toEqual([]);
  const renewed = await givenFeature(stripe, 'brewing');
  expect((await stripe.entitlements.features.list({ archived: false })).data).toEqual([renewed]);
  expect((await stripe.entitlements.features.list({ lookup_key: 'brewing' })).data).toHaveLength(2);
  await expect(stripe.entitlements.features.update(feature?.id ?? '', { active: true })).rejects.toMatchObject({
    param: 'active',
  });
});

test('a product shows its features as they are now, once each', async () => {
  const { stripe } = await givenEmulator();
  const product = await stripe.products.create({ name: 'Kettle' });
  const feature = await givenFeature(stripe, 'brewing');
  const attached = await stripe.products.createFeature(product.id, { entitlement_feature: feature.id });
  expect(attached).toMatchObject({ object: 'product_feature', livemode: false, entitlement_feature: feature });

  await stripe.entitlements.features.update(feature.id, { name: 'Brewing at home', metadata: { shelf: '4' } });

  const shown = await stripe.products.retrieveFeature(product.id, attached.id);
  expect(shown.entitlement_feature).toMatchObject({ name: 'Brewing at home', metadata: { shelf: '4' } });
  expect(shown.entitlement_feature).toEqual(await stripe.entitlements.features.retrieve(feature.id));
  expect((await stripe.products.listFeatures(product.id)).data).toEqual([shown]);
  await expect(stripe.products.createFeature(product.id, { entitlement_feature: feature.id })).rejects.toMatchObject({
    code: 'resource_already_exists',
  });
  const other = await stripe.products.create({ name: 'Cup' });
  await expect(stripe.products.retrieveFeature(other.id, attached.id)).rejects.toMatchObject({
    code: 'resource_missing',
    statusCode: 404,
  });
  expect(await stripe.products.deleteFeature(product.id, attached.id)).toMatchObject({ deleted: true });
  expect((await stripe.products.listFeatures(product.id)).data).toEqual([]);
});
