import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEmulator } from '../../create-emulator.ts';
import type { Emulator } from '../../create-emulator.ts';

let emulator: Emulator;
let stripe: Stripe;

beforeAll(async () => {
  emulator = await createEmulator({ at: new Date('2026-11-21T12:00:00Z') });
  await emulator.listen({ port: 0 });
  stripe = new Stripe(emulator.apiKey, { host: '127.0.0.1', port: emulator.port, protocol: 'http' });
});

afterAll(() => emulator.close());

async function givenPlan(name: string, interval: 'month' | 'year' = 'month') {
  const product = await stripe.products.create({ name });
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 1499,
    recurring: { interval },
  });
  return { product: product.id, price: price.id };
}

function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  return call.then(
    () => expect.fail('Stripe would have refused this'),
    (error: Stripe.errors.StripeError) => error,
  );
}

describe('a configuration', () => {
  test('says of every feature what it does, also of those that nobody asked for', async () => {
    const configuration = await stripe.billingPortal.configurations.create({
      features: { invoice_history: { enabled: true } },
    });
    expect(configuration).toMatchObject({ object: 'billing_portal.configuration', active: true, is_default: false });
    expect(configuration.features).toMatchObject({
      invoice_history: { enabled: true },
      customer_update: { enabled: false, allowed_updates: [] },
      subscription_cancel: { enabled: false, mode: 'at_period_end', proration_behavior: 'none' },
      subscription_pause: { duration: { interval_options: [{ interval: 'month', interval_count: 1 }] } },
      subscription_update: { proration_behavior: 'none', trial_update_behavior: 'end_trial' },
    });
  });

  test('keeps on update what was not sent again', async () => {
    const { product, price } = await givenPlan('Lightweight');
    const { id } = await stripe.billingPortal.configurations.create({
      business_profile: { headline: 'Your billing' },
      features: {
        subscription_update: {
          enabled: true,
          default_allowed_updates: ['price'],
          products: [{ product, prices: [price] }],
        },
        subscription_cancel: {
          enabled: true,
          cancellation_reason: { enabled: true, options: ['too_expensive', 'other'] },
        },
      },
    });
    const updated = await stripe.billingPortal.configurations.update(id, {
      features: { subscription_cancel: { mode: 'immediately', proration_behavior: 'create_prorations' } },
    });
    expect(updated.business_profile.headline).toBe('Your billing');
    expect(updated.features.subscription_cancel).toMatchObject({
      enabled: true,
      mode: 'immediately',
      cancellation_reason: { options: ['too_expensive', 'other'] },
    });
    expect(updated.features.subscription_update.products).toEqual([
      { product, prices: [price], adjustable_quantity: { enabled: false, maximum: null, minimum: 1 } },
    ]);
    const [event] = (await stripe.events.list({ type: 'billing_portal.configuration.updated', limit: 1 })).data;
    expect(event?.data.previous_attributes).toHaveProperty('features');
    const read = await stripe.billingPortal.configurations.retrieve(id, {
      expand: ['features.subscription_update.products'],
    });
    expect(read).toEqual(updated);
    const cleared = await stripe.billingPortal.configurations.update(id, {
      features: { subscription_update: { products: '' } },
    });
    expect(cleared.features.subscription_update.products).toEqual([]);
  });

  test('refuses prorations where nothing is left to prorate', async () => {
    const error = await refusal(
      stripe.billingPortal.configurations.create({
        features: { subscription_cancel: { enabled: true, proration_behavior: 'create_prorations' } },
      }),
    );
    expect(error).toMatchObject({ statusCode: 400, param: 'features[subscription_cancel][proration_behavior]' });
  });

  test('refuses two prices of a product that only a price tag tells apart', async () => {
    const { product, price } = await givenPlan('Middleweight');
    const other = await stripe.prices.create({
      product,
      currency: 'usd',
      unit_amount: 7900,
      recurring: { interval: 'month' },
    });
    const error = await refusal(
      stripe.billingPortal.configurations.create({
        features: {
          subscription_update: {
            enabled: true,
            default_allowed_updates: ['price'],
            products: [{ product, prices: [price, other.id] }],
          },
        },
      }),
    );
    expect(error.param).toBe('features[subscription_update][products][0][prices]');
  });

  test('refuses a pause of more than three years, a price of another product, and an address that is none', async () => {
    const first = await givenPlan('First');
    const second = await givenPlan('Second');
    const { configurations } = stripe.billingPortal;
    const tooLong = configurations.create({
      features: {
        subscription_pause: {
          enabled: true,
          duration: { type: 'interval_options', interval_options: [{ interval: 'month', interval_count: 37 }] },
        },
      },
    });
    expect((await refusal(tooLong)).message).toContain('three years');
    const foreign = configurations.create({
      features: {
        subscription_update: { enabled: true, products: [{ product: first.product, prices: [second.price] }] },
      },
    });
    expect((await refusal(foreign)).message).toContain('does not belong to the product');
    const address = configurations.create({
      features: { invoice_history: { enabled: true } },
      default_return_url: 'not an address',
    });
    expect(await refusal(address)).toMatchObject({ code: 'url_invalid', param: 'default_return_url' });
  });
});

describe('a session', () => {
  test('without a configuration uses the default one, which cannot be switched off', async () => {
    const customer = await stripe.customers.create({ email: 'ada@example.com' });
    const session = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: 'https://example.com/account',
    });
    expect(session).toMatchObject({ object: 'billing_portal.session', customer: customer.id, flow: null });
    expect(session.url).toMatch(new RegExp(`^${emulator.url}/p/session/test_\\w{40}$`));
    const { data } = await stripe.billingPortal.configurations.list({ is_default: true });
    expect(data.map(({ id }) => id)).toEqual([session.configuration]);
    const error = await refusal(
      stripe.billingPortal.configurations.update(String(session.configuration), { active: false }),
    );
    expect(error.param).toBe('active');
  });

  test('needs a customer that exists and a configuration that is active', async () => {
    const { sessions, configurations } = stripe.billingPortal;
    expect(await refusal(sessions.create({}))).toMatchObject({ code: 'parameter_missing', param: 'customer' });
    expect(await refusal(sessions.create({ customer: 'cus_none' }))).toMatchObject({
      code: 'resource_missing',
      param: 'customer',
    });
    const customer = await stripe.customers.create({});
    const configuration = await configurations.create({ features: { invoice_history: { enabled: true } } });
    await configurations.update(configuration.id, { active: false });
    const inactive = sessions.create({ customer: customer.id, configuration: configuration.id });
    expect((await refusal(inactive)).param).toBe('configuration');
  });

  test('for one thing needs that feature switched on, and the details of that thing', async () => {
    const customer = await stripe.customers.create({});
    const configuration = await stripe.billingPortal.configurations.create({
      features: { payment_method_update: { enabled: true }, subscription_cancel: { enabled: true } },
    });
    const create = (flow: Stripe.BillingPortal.SessionCreateParams.FlowData) =>
      stripe.billingPortal.sessions.create({
        customer: customer.id,
        configuration: configuration.id,
        flow_data: flow,
      });
    const session = await create({
      type: 'payment_method_update',
      after_completion: { type: 'redirect', redirect: { return_url: 'https://example.com/done' } },
    });
    expect(session.flow).toEqual({
      type: 'payment_method_update',
      after_completion: {
        type: 'redirect',
        redirect: { return_url: 'https://example.com/done' },
        hosted_confirmation: null,
      },
      customer_update: null,
      subscription_cancel: null,
      subscription_pause: null,
      subscription_update: null,
      subscription_update_confirm: null,
    });
    expect((await refusal(create({ type: 'customer_update' }))).message).toContain(
      'customer_update feature is disabled',
    );
    expect((await refusal(create({ type: 'subscription_cancel' }))).param).toBe('flow_data[subscription_cancel]');
    const unknown = create({ type: 'subscription_cancel', subscription_cancel: { subscription: 'sub_none' } });
    expect(await refusal(unknown)).toMatchObject({
      code: 'resource_missing',
      param: 'flow_data[subscription_cancel][subscription]',
    });
    const redirect = create({ type: 'payment_method_update', after_completion: { type: 'redirect' } });
    expect((await refusal(redirect)).param).toBe('flow_data[after_completion][redirect]');
  });
});
