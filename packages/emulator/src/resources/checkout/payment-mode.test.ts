import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { givenCustomer } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';
import { givenPurchase, pay } from './given-session.ts';

test('a payment leaves an invoice where it is asked for one, paid by it', async () => {
  const { emulator, stripe } = await givenEmulator();
  const coupon = await stripe.coupons.create({ amount_off: 500, currency: 'usd', duration: 'once' });
  const endpoint = await givenEndpoint(stripe);
  const opened = await givenPurchase(stripe, {
    discounts: [{ coupon: coupon.id }],
    automatic_tax: { enabled: true },
    invoice_creation: {
      enabled: true,
      invoice_data: {
        description: 'Thanks',
        footer: 'VAT DE1',
        metadata: { order: '7' },
        custom_fields: [{ name: 'PO', value: '12' }],
      },
    },
  });
  expect(opened).toMatchObject({ invoice: null, invoice_creation: { enabled: true } });
  await emulator.settled();
  endpoint.received.length = 0;
  const place = { country: 'DE', postal_code: '10117' };
  const { session } = await pay(emulator, opened, 'pm_card_visa', { billingDetails: { name: 'Ada', address: place } });
  await emulator.settled();
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['invoice.payments', 'customer'] });
  // $40.00 − $5.00, and 19 % of $35.00 is $6.65.
  expect(done).toMatchObject({
    amount_total: 4165,
    total_details: { amount_discount: 500, amount_tax: 665 },
    customer: { email: 'ada@example.com' },
    invoice: {
      status: 'paid',
      total: 4165,
      amount_paid: 4165,
      billing_reason: 'manual',
      description: 'Thanks',
      footer: 'VAT DE1',
      metadata: { order: '7' },
      custom_fields: [{ name: 'PO', value: '12' }],
      payments: { data: [{ payment: { payment_intent: session.payment_intent } }] },
    },
  });
  expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(1);
  const types = endpoint.types();
  expect(types.indexOf('payment_intent.succeeded')).toBeLessThan(types.indexOf('invoice.created'));
  expect(types.indexOf('invoice.paid')).toBeLessThan(types.indexOf('checkout.session.completed'));
});

test('the payment says what the session was told to have it say', async () => {
  const { emulator, stripe } = await givenEmulator();
  const customer = await givenCustomer(stripe);
  const session = await givenPurchase(stripe, {
    customer: customer.id,
    payment_intent_data: {
      description: 'Order 7',
      metadata: { order: '7' },
      receipt_email: 'receipts@example.com',
      setup_future_usage: 'off_session',
      statement_descriptor_suffix: 'GLOVES',
      transfer_group: 'orders',
      shipping: { name: 'Ada', address: { line1: '1 Main St', country: 'US' } },
    },
  });
  await pay(emulator, session, 'pm_card_visa');
  const [intent] = (await stripe.paymentIntents.list({ expand: ['data.payment_method'] })).data;
  expect(intent).toMatchObject({
    amount_received: 4000,
    description: 'Order 7',
    metadata: { order: '7' },
    receipt_email: 'receipts@example.com',
    setup_future_usage: 'off_session',
    statement_descriptor_suffix: 'GLOVES',
    transfer_group: 'orders',
    shipping: { name: 'Ada', address: { line1: '1 Main St' } },
    payment_method: { customer: customer.id, allow_redisplay: 'limited' },
  });
});

test('money that is only authorized is not paid yet', async () => {
  const { emulator, stripe } = await givenEmulator();
  const opened = await givenPurchase(stripe, { payment_intent_data: { capture_method: 'manual' } });
  const { session } = await pay(emulator, opened, 'pm_card_visa');
  expect(session).toMatchObject({ status: 'complete', payment_status: 'unpaid' });
  const captured = await stripe.paymentIntents.capture(session.payment_intent as string);
  expect(captured).toMatchObject({ status: 'succeeded', amount_received: 4000 });
});

test('a card is offered again only if its owner says so', async () => {
  const { emulator, stripe } = await givenEmulator();
  const customer = await givenCustomer(stripe);
  const options = { customer: customer.id, saved_payment_method_options: { payment_method_save: 'enabled' as const } };
  await pay(emulator, await givenPurchase(stripe, options), 'pm_card_visa', { savesMethod: true });
  await pay(emulator, await givenPurchase(stripe, options), 'pm_card_mastercard', { savesMethod: false });
  const { data } = await stripe.customers.listPaymentMethods(customer.id);
  expect(data).toMatchObject([{ allow_redisplay: 'always', card: { brand: 'visa' } }]);
});

test('cards of a blocked brand are refused, and the session stays open', async () => {
  const { emulator, stripe } = await givenEmulator();
  const session = await givenPurchase(stripe, {
    payment_method_options: { card: { restrictions: { brands_blocked: ['american_express'] } } },
  });
  await expect(pay(emulator, session, 'pm_card_amex')).rejects.toThrow('Cards of this brand are not accepted');
  expect(await pay(emulator, session, 'pm_card_visa')).toMatchObject({ state: 'complete' });
});

test('3-D Secure is asked for where the session insists on it', async () => {
  const { emulator, stripe } = await givenEmulator();
  const params: Partial<Stripe.Checkout.SessionCreateParams> = {
    payment_method_options: { card: { request_three_d_secure: 'any' } },
  };
  const card = 'pm_card_threeDSecureOptional';
  expect((await pay(emulator, await givenPurchase(stripe), card)).state).toBe('complete');
  expect((await pay(emulator, await givenPurchase(stripe, params), card)).state).toBe('requires_action');
});
