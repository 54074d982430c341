import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import type { Emulator } from '../../create-emulator.ts';
import { ask, givenEmulator } from '../../testing/given-emulator.ts';
import { completeAuthentication } from '../payment_intents/authentication.ts';

async function givenOpenSession(stripe: Stripe): Promise<Stripe.Checkout.Session> {
  const product_data = { name: 'Gloves' };
  return stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [{ price_data: { currency: 'usd', unit_amount: 1500, product_data }, quantity: 2 }],
    success_url: 'https://example.com/',
    customer_email: 'ada@example.com',
  });
}

test('a payment page shows its session, and paying it completes the session', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { id } = await givenOpenSession(stripe);
  const page = await ask(emulator, 'GET', `/v1/payment_pages/${id}`);
  expect(page.body).toMatchObject({ id, object: 'checkout.session', status: 'open', amount_total: 3000 });
  const body = 'payment_method=pm_card_visa&expected_amount=3000';
  const paid = await ask(emulator, 'POST', `/v1/payment_pages/${id}/confirm`, { body });
  expect(paid.body).toMatchObject({ id, status: 'complete', payment_status: 'paid' });
});

test('a declined card leaves the session open, and its failed charge', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { id } = await givenOpenSession(stripe);
  const body = 'payment_method=pm_card_visa_chargeDeclined';
  const { status, error } = await ask(emulator, 'POST', `/v1/payment_pages/${id}/confirm`, { body });
  expect([status, error.type, error.code]).toEqual([402, 'card_error', 'card_declined']);
  expect((await stripe.checkout.sessions.retrieve(id)).status).toBe('open');
  expect((await stripe.charges.list()).data).toMatchObject([{ status: 'failed', amount: 3000 }]);
});

test('a payment page refuses another amount than it shows, nothing to pay with, and a session that is none', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { id } = await givenOpenSession(stripe);
  const confirm = (session: string, body: string) =>
    ask(emulator, 'POST', `/v1/payment_pages/${session}/confirm`, { body });
  const other = await confirm(id, 'payment_method=pm_card_visa&expected_amount=2999');
  expect([other.status, other.error.param]).toEqual([400, 'expected_amount']);
  expect((await confirm(id, '')).error.param).toBe('payment_method');
  expect((await confirm('cs_test_none', 'payment_method=pm_card_visa')).status).toBe(404);
});

/** What Stripe.js asks, with the publishable key and the session's secret. */
function browserOf(emulator: Emulator, session: Stripe.Checkout.Session) {
  return (path: string, params: Record<string, string> = {}, secret = session.client_secret ?? '') =>
    ask(emulator, 'POST', `/v1/payment_pages/${session.id}${path}`, {
      body: new URLSearchParams({ client_secret: secret, ...params }).toString(),
      headers: {
        authorization: `Bearer ${emulator.publishableKey}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
}

async function givenElementsSession(stripe: Stripe, params: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const product_data = { name: 'Gloves' };
  return stripe.checkout.sessions.create({
    mode: 'payment',
    ui_mode: 'elements',
    line_items: [
      {
        price_data: { currency: 'usd', unit_amount: 1500, product_data },
        quantity: 2,
        adjustable_quantity: { enabled: true, minimum: 1, maximum: 5 },
      },
    ],
    return_url: 'https://example.com/done?id={CHECKOUT_SESSION_ID}',
    ...params,
  });
}

test('a browser sees a session in the words of Stripe.js, changes it, and pays', async () => {
  const { emulator, stripe } = await givenEmulator();
  const session = await givenElementsSession(stripe, { allow_promotion_codes: true });
  const coupon = await stripe.coupons.create({ percent_off: 20, duration: 'once' });
  await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'SPRING' });
  const browser = browserOf(emulator, session);
  const page = (await browser('/init')).body;
  expect(page).toMatchObject({
    object: 'payment_page',
    needs_payment_method: true,
    return_url: 'https://example.com/done?id={CHECKOUT_SESSION_ID}',
    session: {
      canConfirm: false,
      lineItems: [{ name: 'Gloves', quantity: 2, adjustableQuantity: { minimum: 1, maximum: 5 } }],
      minorUnitsAmountDivisor: 100,
      status: { type: 'open' },
      total: { total: { minorUnitsAmount: 3000, amount: '$30.00' } },
    },
  });
  const [item] = (page as { session: { lineItems: { id: string }[] } }).session.lineItems;

  await browser('', { email: 'ada@example.com', line_item: item?.id ?? '', quantity: '4' });
  const reduced = await browser('', { promotion_code: 'spring' });

  // 4 × $15.00 less a fifth.
  expect(reduced.body).toMatchObject({
    session: {
      canConfirm: true,
      discountAmounts: [{ minorUnitsAmount: 1200, promotionCode: 'SPRING', percentOff: 20 }],
      email: 'ada@example.com',
      total: { subtotal: { minorUnitsAmount: 6000 }, total: { minorUnitsAmount: 4800 } },
    },
  });
  const paid = await browser('/confirm', { payment_method: 'pm_card_visa' });
  expect(paid.body).toMatchObject({ status: 'complete', payment_status: 'paid', amount_total: 4800 });
  const done = await stripe.checkout.sessions.retrieve(session.id);
  expect(done.customer_details).toMatchObject({ email: 'ada@example.com' });
  expect((await browser('/init')).body).toMatchObject({
    session: { status: { type: 'complete', paymentStatus: 'paid' }, total: { total: { minorUnitsAmount: 4800 } } },
  });
});

test('a session whose bank asks waits for the answer, and goes on with it', async () => {
  const { emulator, stripe } = await givenEmulator();
  const session = await givenElementsSession(stripe, { customer_email: 'ada@example.com' });
  const browser = browserOf(emulator, session);
  await browser('/confirm', { payment_method: 'pm_card_authenticationRequired' });
  const waiting = (await browser('/init')).body['waiting_intent'] as string;
  expect(waiting).toMatch(/^pi_\w+_secret_/);
  const intent = waiting.split('_secret_')[0] ?? '';

  await emulator.transact((tx) => completeAuthentication(tx, { intent, outcome: 'failed' }));
  const failed = await browser('/continue');
  expect([failed.status, failed.error.code]).toEqual([402, 'payment_intent_authentication_failure']);

  await browser('/confirm', { payment_method: 'pm_card_authenticationRequired' });
  await emulator.transact((tx) => completeAuthentication(tx, { intent, outcome: 'authenticated' }));
  expect((await browser('/continue')).body).toMatchObject({ session: { status: { type: 'complete' } } });
});

test('a publishable key shows and pays only the session whose secret it comes with', async () => {
  const { emulator, stripe } = await givenEmulator();
  const session = await givenElementsSession(stripe, { customer_email: 'ada@example.com' });
  const other = await givenElementsSession(stripe);
  const browser = browserOf(emulator, session);
  for (const path of ['/init', '', '/confirm', '/continue']) {
    expect((await browser(path, {}, other.client_secret ?? '')).error.code).toBe('resource_missing');
  }
  const headers = { authorization: `Bearer ${emulator.publishableKey}` };
  expect((await ask(emulator, 'GET', `/v1/payment_pages/${session.id}`, { headers })).status).toBe(404);
  expect((await browser('', { line_item: 'li_none', quantity: '2' })).error.param).toBe('line_item');
  expect((await browser('', { email: 'ada@' })).error.code).toBe('email_invalid');
  expect((await browser('', { promotion_code: 'NONE' })).error.param).toBe('code');
});

test('a quantity is adjusted only as far as the session lets it', async () => {
  const { emulator, stripe } = await givenEmulator();
  const session = await givenElementsSession(stripe);
  const [item] = (await stripe.checkout.sessions.listLineItems(session.id)).data;
  const six = await browserOf(emulator, session)('', { line_item: item?.id ?? '', quantity: '6' });
  expect(six.error).toMatchObject({
    param: 'quantity',
    message: 'Choose a quantity from 1 to 5.',
  });
});

test('a browser chooses where the goods go and how they get there', async () => {
  const { emulator, stripe } = await givenEmulator();
  const rate = (display_name: string, amount: number) =>
    stripe.shippingRates.create({ display_name, type: 'fixed_amount', fixed_amount: { amount, currency: 'usd' } });
  const [slow, fast] = [await rate('Slow', 500), await rate('Fast', 1200)];
  const session = await givenElementsSession(stripe, {
    customer_email: 'ada@example.com',
    shipping_address_collection: { allowed_countries: ['GB'] },
    shipping_options: [{ shipping_rate: slow.id }, { shipping_rate: fast.id }],
  });
  const browser = browserOf(emulator, session);
  expect((await browser('/init')).body).toMatchObject({
    session: {
      canConfirm: false,
      shipping: { shippingOption: { id: slow.id, displayName: 'Slow', amount: '$5.00' } },
      shippingAddress: null,
      shippingOptions: [{ id: slow.id }, { id: fast.id }],
    },
  });
  const early = await browser('/confirm', { payment_method: 'pm_card_visa' });
  expect(early.error.message).toBe('A shipping address is required.');

  const full = await browser('', {
    'shipping[name]': 'Ada Lovelace',
    'shipping[address][line1]': '12 Mill Lane',
    'shipping[address][country]': 'GB',
    shipping_rate: fast.id,
  });

  // 2 × $15.00, and $12.00 for the fast way.
  expect(full.body).toMatchObject({
    session: {
      canConfirm: true,
      shipping: { shippingOption: { id: fast.id } },
      shippingAddress: { name: 'Ada Lovelace', address: { line1: '12 Mill Lane', country: 'GB' } },
      total: { shippingRate: { minorUnitsAmount: 1200 }, total: { minorUnitsAmount: 4200 } },
    },
  });
  await browser('/confirm', { payment_method: 'pm_card_visa' });
  const done = await stripe.checkout.sessions.retrieve(session.id);
  expect(done).toMatchObject({
    amount_total: 4200,
    collected_information: { shipping_details: { name: 'Ada Lovelace' } },
    shipping_cost: { amount_total: 1200, shipping_rate: fast.id },
  });
  expect((await browser('', { shipping_rate: 'shr_none' })).status).toBe(400);
});

test('what a browser said can be taken back', async () => {
  const { emulator, stripe } = await givenEmulator();
  const session = await givenElementsSession(stripe, {
    allow_promotion_codes: true,
    tax_id_collection: { enabled: true },
  });
  const coupon = await stripe.coupons.create({ percent_off: 20, duration: 'once' });
  await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'SPRING' });
  const browser = browserOf(emulator, session);
  const said = await browser('', {
    email: 'ada@example.com',
    promotion_code: 'SPRING',
    business_name: 'Analytical Engines',
    'tax_id[type]': 'gb_vat',
    'tax_id[value]': 'GB123456789',
  });
  expect(said.body).toMatchObject({
    session: { taxIdInfo: { businessName: 'Analytical Engines', taxId: { type: 'gb_vat', value: 'GB123456789' } } },
  });
  const wrong = await browser('', { 'tax_id[type]': 'gb_vat', 'tax_id[value]': '1' });
  expect(wrong.error.code).toBe('tax_id_invalid');

  const unsaid = await browser('', { email: '', promotion_code: '', 'tax_id[type]': '', business_name: '' });

  expect(unsaid.body).toMatchObject({
    session: {
      canConfirm: false,
      discountAmounts: [],
      email: null,
      taxIdInfo: null,
      total: { total: { amount: '$30.00' } },
    },
  });
  const early = await browser('/confirm', { payment_method: 'pm_card_visa' });
  expect(early.error.message).toContain('email is required');
});
