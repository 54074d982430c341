import { afterAll, beforeAll, expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import { ensureCustomer } from '../customers/index.ts';
import { givenShop, type Shop } from '../testing/given-shop.ts';
import { checkReturnUrl } from './create-portal-session.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await givenShop({ catalog: mmarkov });
});
afterAll(() => shop.close());

const open = (userId: string, return_url = 'http://app.test/account') =>
  shop.as(userId).post('/api/payments/create-portal-session', { return_url });

const customer = (id: string) =>
  ensureCustomer(shop.billing, { id, email: null, name: null, locale: null, accountType: 'individual' });

test('each user comes into the portal of their own customer', async () => {
  const [ada, eve] = [await customer('ada'), await customer('eve')];
  const urls = [(await open('ada')).json<{ portal_url: string }>(), (await open('eve')).json<{ portal_url: string }>()];
  expect(urls[0]?.portal_url).not.toBe(urls[1]?.portal_url);
  const sessions = shop.emulator
    .requests()
    .filter(({ path, method }) => method === 'POST' && path.startsWith('/v1/billing_portal/sessions'));
  expect(sessions).toHaveLength(2);
  expect(ada.customerId).not.toBe(eve.customerId);
});

test('whoever never checked out has no portal', async () => {
  const answer = await open('nobody');
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toMatchObject({ code: 'no_customer' });
});

test('a customer that was deleted at Stripe, unknown to us, has none either', async () => {
  const { customerId } = await customer('deleted');
  await shop.billing.stripe.customers.del(customerId);
  expect((await open('deleted')).json()).toMatchObject({ code: 'no_customer' });
});

test.each([
  'https://evil.test/account',
  'http://app.test.evil.test/account',
  'http://app.test@evil.test/account',
  'http://user:pass@app.test/account',
  'https://app.test/account',
  'http://app.test:8080/account',
  'javascript:alert(1)',
  '//evil.test',
  'account',
])('%s is no address to come back to', async (url) => {
  expect(() => checkReturnUrl(url, ['http://app.test'])).toThrow('return_url must be an address of this application');
  const answer = await open('ada', url);
  expect(answer.statusCode).toBe(400);
});

test('an address of the application is fine, with any path and query', () => {
  checkReturnUrl('http://app.test/account?tab=invoices#latest', ['http://app.test']);
});
