import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import talents from '../../../../catalogs/talents.ts';
import { idempotencyKey } from '../kernel/ids.ts';
import { createStripeClient } from '../kernel/stripe-client.ts';
import { givenShop, type Shop } from '../testing/given-shop.ts';
import { ensureCustomer, planCustomer } from './ensure-customer.ts';
import { customerOfUser, reserveCustomer } from './table.ts';
import { userOfCustomer } from './user-of-customer.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await givenShop({ catalog: talents });
});
afterAll(() => shop.close());

const someone = (id: string) => ({
  id,
  email: `${id}@example.test`,
  name: 'Ada Lovelace',
  locale: 'de',
  accountType: 'family',
});

async function customersAtStripe(userId: string) {
  const all = await shop.billing.stripe.customers.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
  return all.filter(({ metadata }) => metadata['user_id'] === userId);
}

test('one user has one customer, however many requests race', async () => {
  const racing = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      ensureCustomer(shop.billing, { ...someone('racer'), email: `racer+${index}@example.test` }),
    ),
  );
  expect(new Set(racing.map(({ customerId }) => customerId)).size).toBe(1);
  expect(await customersAtStripe('racer')).toHaveLength(1);
});

test('the customer carries what the specifications ask for', async () => {
  const { customerId } = await ensureCustomer(shop.billing, someone('ada'));
  const customer = await shop.billing.stripe.customers.retrieve(customerId);
  expect(customer).toMatchObject({
    email: 'ada@example.test',
    name: 'Ada Lovelace',
    preferred_locales: ['de'],
    tax_exempt: 'none',
    metadata: { user_id: 'ada', account_type: 'family', signup_date: '2026-03-01T12:00:00.000Z' },
    invoice_settings: {
      footer: talents.brand.invoiceFooter,
      custom_fields: [{ name: 'Account ID', value: 'ada' }],
    },
  });
});

test('a crash between Stripe’s answer and its storing makes no second customer', async () => {
  const { billing } = shop;
  const user = someone('crashed');
  const reserved = await reserveCustomer(billing.db, { ...user, userId: user.id, signupDate: billing.clock.now() });
  const lost = await billing.stripe.customers.create(planCustomer(talents, reserved), {
    idempotencyKey: idempotencyKey('customer', user.id, 1),
  });
  // Later, with another address in the token: what was reserved counts, so the key fits.
  const found = await ensureCustomer(billing, { ...user, email: 'moved@example.test' });
  expect(found.customerId).toBe(lost.id);
});

test('a customer whose id was lost is adopted when its event comes, by its reservation and metadata', async () => {
  const { billing } = shop;
  const user = someone('adopted');
  await reserveCustomer(billing.db, { ...user, userId: user.id, signupDate: billing.clock.now() });
  const lost = await billing.stripe.customers.create({ metadata: { user_id: user.id } });
  await shop.settle();
  expect((await customerOfUser(billing.db, user.id))?.customerId).toBe(lost.id);
});

test('an e-mail address links nobody: a customer of the same address stays a stranger’s', async () => {
  const { billing } = shop;
  const stranger = await billing.stripe.customers.create({ email: 'eve@example.test' });
  const { customerId } = await ensureCustomer(billing, someone('eve'));
  expect(customerId).not.toBe(stranger.id);
  expect(await userOfCustomer(billing, stranger.id)).toBeNull();
});

test('metadata that name a user who never checked out link nobody', async () => {
  const foreign = await shop.billing.stripe.customers.create({ metadata: { user_id: 'of another system' } });
  expect(await userOfCustomer(shop.billing, foreign.id)).toBeNull();
});

test('a customer that was deleted at Stripe is followed by a new one, though the key still knows the old', async () => {
  const { billing } = shop;
  const first = await ensureCustomer(billing, someone('phoenix'));
  await billing.stripe.customers.del(first.customerId);
  await shop.settle();
  expect((await customerOfUser(billing.db, 'phoenix'))?.customerId).toBeNull();
  const second = await ensureCustomer(billing, someone('phoenix'));
  expect(second.customerId).not.toBe(first.customerId);
  // Events of the old one still belong to the same user.
  expect(await userOfCustomer(billing, first.customerId)).toBe('phoenix');
});

test('a deletion that we were not told of is found when the key brings the old customer back', async () => {
  const { billing } = shop;
  const first = await ensureCustomer(billing, someone('unheard'));
  await billing.stripe.customers.del(first.customerId);
  await billing.db.updateTable('customers').set({ customer_id: null }).where('user_id', '=', 'unheard').execute();
  const second = await ensureCustomer(billing, someone('unheard'));
  expect(second.customerId).not.toBe(first.customerId);
});

test('an address that the token calls unverified is not given to Stripe', async () => {
  const answer = await shop
    .as('mallory', { email: 'victim@example.test', email_verified: false })
    .get('/api/payments/account');
  expect(answer.json()).toMatchObject({ user: { id: 'mallory', email: null } });
});

test('what the customer changes in the portal is mirrored', async () => {
  const { customerId } = await ensureCustomer(shop.billing, someone('mover'));
  await shop.billing.stripe.customers.update(customerId, { email: 'new@example.test', name: 'Ada King' });
  await shop.settle();
  expect(await customerOfUser(shop.billing.db, 'mover')).toMatchObject({ email: 'new@example.test', name: 'Ada King' });
});

test('a fault of Stripe’s own, which it repeats for a day under the same key, does not lock the user out', async () => {
  const faulty = createServer((_request, response) => {
    response.writeHead(500, { 'content-type': 'application/json', 'stripe-should-retry': 'false' });
    response.end('{"error":{"type":"api_error","message":"An unknown error occurred"}}');
  });
  await new Promise<void>((resolve) => faulty.listen(0, '127.0.0.1', resolve));
  const { port } = faulty.address() as AddressInfo;
  const { stripe } = shop.billing.settings;
  const client = createStripeClient({ stripe: { ...stripe, apiBase: `http://127.0.0.1:${port}` } });
  await expect(ensureCustomer({ ...shop.billing, stripe: client }, someone('unlucky'))).rejects.toThrow(
    'unknown error',
  );
  expect(await customerOfUser(shop.billing.db, 'unlucky')).toMatchObject({ customerId: null, generation: 2 });
  expect((await ensureCustomer(shop.billing, someone('unlucky'))).customerId).toMatch(/^cus_/);
  faulty.closeAllConnections();
  faulty.close();
});
