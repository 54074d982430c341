import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenPrice, givenShop } from '../testing/given-shop.ts';
import type { Shop } from '../testing/given-shop.ts';

let shop: Shop;
let dataDir: string;
let price: Stripe.Price;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'checkout-'));
  shop = await givenShop({ dataDir });
  price = await givenPrice(shop.stripe, { name: '<b>Heavy</b>weight', amount: 29900 });
});

afterAll(async () => {
  await shop?.close();
  await rm(dataDir, { recursive: true, force: true });
});

function givenSession(params: Partial<Stripe.Checkout.SessionCreateParams> = {}): Promise<Stripe.Checkout.Session> {
  return shop.stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: `${shop.url}/success?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${shop.url}/pricing`,
    ...params,
  });
}

const filled = {
  email: 'ada@example.com',
  billingName: '<b>Ada</b>',
  billingCountry: 'US',
  billingPostalCode: '94107',
  cardNumber: '4242 4242 4242 4242',
  cardExpiry: '12 / 34',
  cardCvc: '987',
};

function send(path: string, form: Record<string, string>): Promise<Response> {
  return fetch(shop.emulator.url + path, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
}

test('without its script the page pays just the same', async () => {
  const session = await givenSession();
  const answer = await send(`/c/pay/${session.id}`, filled);
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(`${shop.url}/success?session_id=${session.id}`);
  const again = await send(`/c/pay/${session.id}`, filled);
  expect(await again.text()).toContain('You will not be charged again');
  const { data } = await shop.stripe.subscriptions.list({ price: price.id });
  expect(data).toHaveLength(1);
});

test('what a merchant or a customer calls something is shown, never obeyed', async () => {
  const session = await givenSession();
  const mistake = await send(`/c/pay/${session.id}`, { ...filled, cardNumber: '4242424242424241' });
  expect(mistake.headers.get('location')).toBe(`/c/pay/${session.id}`);
  const page = await (await fetch(session.url ?? '')).text();
  expect(page).toContain('&lt;b&gt;Heavy&lt;/b&gt;weight');
  expect(page).toContain('value="&lt;b&gt;Ada&lt;/b&gt;"');
  expect(page).toContain('Your card number is invalid.');
  expect(page).not.toMatch(/<b>|4242424242424241|4242 4242 4242 4241/);
});

test('a page allows no script or style but its own files, and is kept by nobody', async () => {
  const { headers } = await fetch((await givenSession()).url ?? '');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe/);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});

test('a typed card number is neither on disk nor in the log, also when something goes wrong', async () => {
  const session = await givenSession();
  await send(`/c/pay/${session.id}`, { ...filled, cardNumber: '4000000000000002' });
  await send(`/c/pay/${session.id}`, { ...filled, cardNumber: '4000000000000069' });
  await send(`/c/pay/${session.id}/address`, filled);
  await send(`/c/pay/${session.id}/no-such-page`, filled);
  await send(`/c/pay/${session.id}`, filled);
  const kept = await Promise.all((await readdir(dataDir)).map((name) => readFile(join(dataDir, name), 'utf8')));
  const log = JSON.stringify(shop.emulator.requests());
  const numbers = /4242424242424242|4000000000000002|4000000000000069/;
  const leaks = [...kept, log].filter((text) => numbers.test(text.replace(/[ +]|%20/g, '')));
  expect(leaks).toHaveLength(0);
  expect(kept.some((text) => text.includes('"last4":"4242"'))).toBe(true);
});

test("a session's brand colours its page", async () => {
  const session = await givenSession({ branding_settings: { display_name: 'MMarkov', button_color: '#c2410c' } });
  expect(session.branding_settings).toMatchObject({ border_style: 'rounded', background_color: '#ffffff' });
  const page = await (await fetch(session.url ?? '')).text();
  expect(page).toContain('Back to MMarkov');
  expect(page).toContain('/_pages/brand.css?button=c2410c"');
  const style = await (await fetch(`${shop.emulator.url}/_pages/brand.css?button=c2410c`)).text();
  expect(style).toContain('--accent: #c2410c;');
});

test('an expired session says so and leads back, and pays nothing', async () => {
  const session = await givenSession();
  await shop.stripe.checkout.sessions.expire(session.id);
  const answer = await fetch(`${shop.emulator.url}/c/pay/${session.id}`);
  expect(answer.status).toBe(410);
  expect(await answer.text()).toContain(`href="${shop.url}/pricing"`);
  const late = await send(`/c/pay/${session.id}`, filled);
  expect(late.status).toBe(410);
});

test('a session that never was is not found', async () => {
  const answer = await fetch(`${shop.emulator.url}/c/pay/cs_test_none`);
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toContain('text/html');
  expect((await send('/c/pay', filled)).status).toBe(404);
  const tooMuch = await send('/c/pay/cs_test_none', { ...filled, billingName: 'x'.repeat(13 * 1024 * 1024) });
  expect(tooMuch.status).toBe(413);
});

test('the way back after 3-D Secure leads to these pages only', async () => {
  const session = await givenSession();
  const answer = await send(`/c/pay/${session.id}`, { ...filled, cardNumber: '4000002760003184' });
  const challenge = answer.headers.get('location') ?? '';
  expect(challenge).toMatch(new RegExp(`^/3ds/pi_\\w+\\?return_to=/c/pay/${session.id}/return$`));
  const intent = challenge.split('?')[0] ?? '';
  const page = await (await fetch(`${shop.emulator.url}${intent}?return_to=https://evil.example/`)).text();
  expect(page).not.toContain('evil.example');
});
