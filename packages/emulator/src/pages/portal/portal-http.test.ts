import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenPortalShop } from '../testing/given-portal-shop.ts';
import type { PortalShop } from '../testing/given-portal-shop.ts';

let portal: PortalShop;

beforeAll(async () => {
  portal = await givenPortalShop();
});

afterAll(() => portal?.shop.close());

/** What stands on a page, without its markup. */
async function textOf(address: string): Promise<string> {
  const page = await (await fetch(address)).text();
  return page.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');
}

function post(address: string, form: Record<string, string> = {}): Promise<Response> {
  return fetch(address, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
}

test('nobody reaches the subscription of someone else', async () => {
  const { customer } = await portal.givenSubscriber();
  const other = await portal.givenSubscriber('Grace Hopper');
  const link = await portal.givenLink(customer.id);
  const foreign = `${link}/subscriptions/${other.subscription.id}`;
  await post(`${foreign}/cancel`);
  const change = { price: portal.middleweight.id, quantity: '1', prorationDate: String(seconds()) };
  await post(`${foreign}/change`, change);
  const untouched = await portal.stripe.subscriptions.retrieve(other.subscription.id);
  expect(untouched.cancel_at).toBeNull();
  expect(untouched.items.data[0]?.price.id).toBe(portal.lightweight.id);
  expect(await textOf(link)).not.toContain('Grace');
});

test('a change during a trial ends the trial where the configuration says nothing else', async () => {
  const { customer, card } = await portal.givenSubscriber();
  const trial = await portal.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: portal.lightweight.id }],
    trial_period_days: 14,
    default_payment_method: card.id,
  });
  const root = `${await portal.givenLink(customer.id)}/subscriptions/${trial.id}`;
  const change = { price: portal.middleweight.id, quantity: '1' };
  expect(await textOf(`${root}/preview?${new URLSearchParams(change)}`)).toContain('You pay $79.00 today');
  await post(`${root}/change`, { ...change, prorationDate: String(seconds()) });
  const after = await portal.stripe.subscriptions.retrieve(trial.id, { expand: ['latest_invoice'] });
  expect(after).toMatchObject({ status: 'active', latest_invoice: { amount_paid: 7900 } });
});

test('a price that was looked at long ago is shown again before it is charged', async () => {
  const { customer, subscription } = await portal.givenSubscriber();
  const root = `${await portal.givenLink(customer.id)}/subscriptions/${subscription.id}`;
  const change = { price: portal.middleweight.id, quantity: '1', prorationDate: String(seconds() - 16 * 60) };
  const answer = await post(`${root}/change`, change);
  expect(answer.headers.get('location')).toContain('/preview?');
  const after = await portal.stripe.subscriptions.retrieve(subscription.id);
  expect(after.items.data[0]?.price.id).toBe(portal.lightweight.id);
});

test('a subscription with a usage-based price can only be cancelled', async () => {
  const { stripe } = portal;
  const meter = await stripe.billing.meters.create({
    display_name: 'Calls',
    event_name: 'calls',
    default_aggregation: { formula: 'sum' },
  });
  const product = await stripe.products.create({ name: 'Calls' });
  const metered = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 10,
    recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
  });
  const { customer, subscription } = await portal.givenSubscriber();
  await stripe.subscriptions.update(subscription.id, { items: [{ price: metered.id }] });
  const home = await textOf(await portal.givenLink(customer.id));
  expect(home).toContain('Cancel plan');
  expect(home).not.toContain('Change plan');
});

test('a link runs out: unopened after five minutes, opened an hour after its last page', async () => {
  const { customer } = await portal.givenSubscriber();
  const opened = await portal.givenLink(customer.id);
  const unopened = await portal.givenLink(customer.id);
  expect((await fetch(opened)).status).toBe(200);
  await portal.shop.emulator.advance({ seconds: 6 * 60 });
  expect((await fetch(unopened)).status).toBe(404);
  expect((await fetch(opened)).status).toBe(200);
  await portal.shop.emulator.advance({ seconds: 61 * 60 });
  const expired = await fetch(opened);
  expect(expired.status).toBe(404);
  expect(await expired.text()).toContain('This link has expired');
});

function seconds(): number {
  return Math.floor(portal.shop.emulator.now().getTime() / 1000);
}
