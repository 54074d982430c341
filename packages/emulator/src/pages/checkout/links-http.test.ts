import type Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenShop } from '../testing/given-shop.ts';
import type { Shop } from '../testing/given-shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await givenShop();
});

afterAll(() => shop?.close());

const filled = {
  email: 'ada@example.com',
  billingName: 'Ada',
  billingCountry: 'US',
  billingPostalCode: '94107',
  cardNumber: '4242424242424242',
  cardExpiry: '12/34',
  cardCvc: '123',
};

function send(url: string, form: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
}

async function givenLink(params: Partial<Stripe.PaymentLinkCreateParams> = {}): Promise<Stripe.PaymentLink> {
  const price = await shop.stripe.prices.create({
    currency: 'usd',
    unit_amount: 1500,
    product_data: { name: 'Gloves' },
  });
  return shop.stripe.paymentLinks.create({ line_items: [{ price: price.id, quantity: 1 }], ...params });
}

test('a payment link opens a page, and says thanks when it is paid', async () => {
  const link = await givenLink({
    after_completion: { type: 'hosted_confirmation', hosted_confirmation: { custom_message: 'See you at the <ring>' } },
  });
  const opened = await fetch(`${link.url}?prefilled_email=grace%40example.com`);
  expect(opened.url).toMatch(/\/c\/pay\/cs_test_/);
  const page = await opened.text();
  expect(page).toContain('value="grace@example.com"');
  expect(page).not.toContain('Back to');
  const paid = await send(opened.url, filled);
  expect(paid.status).toBe(200);
  const thanks = await paid.text();
  expect(thanks).toContain('Thanks for your payment');
  expect(thanks).toContain('See you at the &lt;ring&gt;');
  const again = await fetch(link.url, { redirect: 'manual' });
  expect(again.status).toBe(303);
});

test('a link that is inactive says so, in the merchant’s words where there are some', async () => {
  const link = await givenLink({ inactive_message: 'Sold out until May' });
  await shop.stripe.paymentLinks.update(link.id, { active: false });
  const answer = await fetch(link.url);
  expect(answer.status).toBe(410);
  expect(await answer.text()).toContain('Sold out until May');
  expect((await fetch(`${shop.emulator.url}/b/plink_none`)).status).toBe(404);
});

test('whoever comes back to an expired session finds a new one', async () => {
  const { stripe } = shop;
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [{ price_data: { currency: 'usd', unit_amount: 900, product_data: { name: 'Wraps' } }, quantity: 1 }],
    after_expiration: { recovery: { enabled: true } },
    success_url: `${shop.url}/success`,
  });
  const { after_expiration: after } = await stripe.checkout.sessions.expire(session.id);
  const recovered = await fetch(after?.recovery?.url ?? '');
  expect(await recovered.text()).toContain('Wraps');
  expect((await send(recovered.url, filled)).headers.get('location')).toBe(`${shop.url}/success`);
  const [latest] = (await stripe.checkout.sessions.list({ status: 'complete' })).data;
  expect(latest?.recovered_from).toBe(session.id);
  expect((await fetch(`${shop.emulator.url}/r/cs_test_none`)).status).toBe(410);
});

test('without its script the order can be changed just the same', async () => {
  const { stripe } = shop;
  const shirt = await stripe.prices.create({ currency: 'usd', unit_amount: 1900, product_data: { name: 'Shirt' } });
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [
      {
        price_data: { currency: 'usd', unit_amount: 900, product_data: { name: 'Wraps' } },
        quantity: 1,
        adjustable_quantity: { enabled: true, maximum: 3 },
      },
    ],
    optional_items: [{ price: shirt.id, quantity: 1 }],
    success_url: `${shop.url}/success`,
  });
  const at = session.url ?? '';
  const [item] = (await stripe.checkout.sessions.listLineItems(session.id)).data;
  const total = async (): Promise<number | null> => (await stripe.checkout.sessions.retrieve(session.id)).amount_total;
  await send(`${at}/quantity`, { item: item?.id ?? '', quantity: '3' });
  expect(await total()).toBe(2700);
  await send(`${at}/quantity`, { item: item?.id ?? '', quantity: '4' });
  expect(await (await fetch(at)).text()).toContain('Choose a quantity from 0 to 3.');
  await send(`${at}/optional-item`, { index: '0' });
  expect(await total()).toBe(4600);
  const added = (await stripe.checkout.sessions.listLineItems(session.id)).data[1];
  await send(`${at}/optional-item/remove`, { item: added?.id ?? '' });
  expect(await total()).toBe(2700);
  await send(`${at}/amount`, { item: item?.id ?? '', customUnitAmount: '12' });
  expect(await total()).toBe(2700);
});

test('a saved card is forgotten where its owner may say so', async () => {
  const { stripe } = shop;
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  await stripe.paymentMethods.update(card.id, { allow_redisplay: 'always' });
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    customer: customer.id,
    line_items: [{ price_data: { currency: 'usd', unit_amount: 900, product_data: { name: 'Wraps' } }, quantity: 1 }],
    saved_payment_method_options: { payment_method_remove: 'enabled' },
    success_url: `${shop.url}/success`,
  });
  expect(await (await fetch(session.url ?? '')).text()).toContain('ending in 4242');
  await send(`${session.url}/saved-card/remove`, { remove: card.id });
  expect(await (await fetch(session.url ?? '')).text()).not.toContain('ending in 4242');
  expect((await stripe.paymentMethods.retrieve(card.id)).customer).toBeNull();
});
