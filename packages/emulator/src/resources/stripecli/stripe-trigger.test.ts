import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ask, givenEmulator } from '../../testing/given-emulator.ts';
import { runStripeCli } from '../../testing/stripe-cli.ts';

test.each([
  'customer.created',
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.requires_action',
  'setup_intent.succeeded',
  'charge.refunded',
  'charge.dispute.created',
  'customer.source.created',
  'customer.source.updated',
  'customer.discount.created',
  'customer.discount.deleted',
  'customer.discount.updated',
  'customer.subscription.created',
  'customer.subscription.deleted',
  'invoice.paid',
  'invoice.payment_failed',
  'payment_link.created',
  'promotion_code.created',
  'quote.accepted',
  'subscription_schedule.released',
  'checkout.session.completed',
  'checkout.session.expired',
  'checkout.session.async_payment_failed',
  'checkout.session.async_payment_succeeded',
  'payment_intent.processing',
])('stripe trigger %s makes that event', async (type) => {
  const { emulator, stripe } = await givenEmulator();
  const { code, printed } = await runStripeCli(emulator, 'trigger', type);
  expect(printed).toContain('Trigger succeeded!');
  expect(code).toBe(0);
  // A dispute takes a moment.
  await emulator.advance({ seconds: 60 });
  const { data } = await stripe.events.list({ type });
  expect(data.length).toBeGreaterThanOrEqual(1);
});

test('stripe trigger checkout.session.completed pays two of $15.00 as a person would', async () => {
  const { emulator, stripe } = await givenEmulator();
  await runStripeCli(emulator, 'trigger', 'checkout.session.completed');
  const [session] = (await stripe.checkout.sessions.list({ expand: ['data.payment_intent'] })).data;
  expect(session).toMatchObject({
    status: 'complete',
    payment_status: 'paid',
    amount_total: 3000,
    customer_details: { email: 'stripe@example.com', name: 'Jenny Rosen' },
    payment_intent: { status: 'succeeded', amount_received: 3000 },
  });
});

test('stripe trigger takes changes to what it sends', async () => {
  const { emulator, stripe } = await givenEmulator();
  await runStripeCli(emulator, 'trigger', 'customer.created', '--add', 'customer:email=ada@example.com');
  expect((await stripe.customers.list()).data).toMatchObject([{ email: 'ada@example.com' }]);
});

test('stripe fixtures builds what a file says, one step on the other', async () => {
  const { emulator, stripe } = await givenEmulator();
  const folder = await mkdtemp(join(tmpdir(), 'fixtures-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'gym.json');
  const post = { method: 'post' };
  const fixtures = [
    { ...post, name: 'gym', path: '/v1/products', params: { name: 'Gym' } },
    {
      ...post,
      name: 'monthly',
      path: '/v1/prices',
      params: { product: '${gym:id}', currency: 'eur', unit_amount: 1900, recurring: { interval: 'month' } },
    },
  ];
  await writeFile(file, JSON.stringify({ _meta: { template_version: 0 }, fixtures }));
  const { code } = await runStripeCli(emulator, 'fixtures', file);
  expect(code).toBe(0);
  const [product] = (await stripe.products.list()).data;
  expect((await stripe.prices.list()).data).toMatchObject([{ product: product?.id, unit_amount: 1900 }]);
});

test('stripe customers create answers the customer', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { printed } = await runStripeCli(emulator, 'customers', 'create', '--name', 'Ada');
  const customer = JSON.parse(printed) as { id: string; name: string };
  expect(customer.name).toBe('Ada');
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ name: 'Ada' });
});

test('what the newest version took away is refused of everybody but the CLI', async () => {
  const { emulator } = await givenEmulator();
  const body = 'amount=2000&currency=usd&payment_method_types[]=card';
  const cli = { 'user-agent': 'Stripe/v1 stripe-cli/1.42.14' };
  const refusedCode = 'payment_method_types_no_longer_supported';
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const create = (headers: Record<string, string>, sent = body) =>
    ask(emulator, 'POST', '/v1/payment_intents', { body: sent, headers: { ...form, ...headers } });
  expect((await create(cli)).status).toBe(200);
  expect((await create({})).error.code).toBe(refusedCode);
  expect((await create({ ...cli, 'stripe-version': '2026-10-28.endive' })).error.code).toBe(refusedCode);
  expect((await create(cli, body.replace('card', 'alipay'))).error.code).toBe(refusedCode);
});
