import { describe, expect, test } from 'vitest';
import { ask, givenEmulator } from '../testing/given-emulator.ts';

describe('an address that names nothing', () => {
  const named: [method: string, path: string, error: { param?: string; message: string }][] = [
    ['GET', '/v1/customers/cus_x', { param: 'id', message: "No such customer: 'cus_x'" }],
    ['GET', '/v1/customers/cus_x/payment_methods', { param: 'id', message: "No such customer: 'cus_x'" }],
    ['GET', '/v1/products/prod_x', { param: 'id', message: "No such product: 'prod_x'" }],
    ['GET', '/v1/balance_transactions/txn_x', { param: 'id', message: "No such balance transaction: 'txn_x'" }],
    ['GET', '/v1/prices/price_x', { param: 'price', message: "No such price: 'price_x'" }],
    ['GET', '/v1/coupons/NONE', { param: 'coupon', message: "No such coupon: 'NONE'" }],
    ['GET', '/v1/payment_methods/pm_x', { param: 'payment_method', message: "No such PaymentMethod: 'pm_x'" }],
    ['POST', '/v1/payment_methods/pm_x/detach', { param: 'payment_method', message: "No such PaymentMethod: 'pm_x'" }],
    ['GET', '/v1/payment_intents/pi_x', { param: 'intent', message: "No such payment_intent: 'pi_x'" }],
    ['POST', '/v1/payment_intents/pi_x/confirm', { param: 'intent', message: "No such payment_intent: 'pi_x'" }],
    ['POST', '/v1/setup_intents/seti_x/cancel', { param: 'intent', message: "No such setupintent: 'seti_x'" }],
    ['GET', '/v1/invoices/in_x', { param: 'invoice', message: "No such invoice: 'in_x'" }],
    ['DELETE', '/v1/invoices/in_x', { param: 'invoice', message: "No such invoice: 'in_x'" }],
    ['POST', '/v1/invoices/in_x/send', { param: 'invoice', message: "No such invoice: 'in_x'" }],
    ['POST', '/v1/invoices/in_x', { param: 'id', message: "No such invoice: 'in_x'" }],
    ['POST', '/v1/invoices/in_x/pay', { param: 'id', message: "No such invoice: 'in_x'" }],
    ['GET', '/v1/invoiceitems/ii_x', { param: 'id', message: "No such Invoice Item: 'ii_x'(livemode=false)" }],
    ['POST', '/v1/subscriptions/sub_x', { param: 'id', message: "No such subscription: 'sub_x'" }],
    ['GET', '/v1/subscription_items/si_x', { message: 'Invalid subscription_item id: si_x' }],
  ];

  test.each(named)('is refused as Stripe calls what %s %s names', async (method, path, error) => {
    const { emulator } = await givenEmulator();
    const answer = await ask(emulator, method, path, method === 'POST' ? { body: '' } : {});
    expect(answer).toMatchObject({ status: 404, error: { type: 'invalid_request_error', ...error } });
    expect(answer.error.param).toBe(error.param);
  });

  test('but is a client secret, is told so', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { client_secret: secret } = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const answer = await ask(emulator, 'GET', `/v1/payment_intents/${secret}`);
    expect(answer).toMatchObject({
      status: 404,
      error: {
        param: 'intent',
        message: expect.stringMatching(/^You passed a string that looks like a client secret/),
      },
    });
  });
});

describe('what refuses a change of an intent', () => {
  test('shows the intent as it is, also where the parameters are what is wrong', async () => {
    const { emulator, stripe } = await givenEmulator();
    const payment = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const setup = await stripe.setupIntents.create({});
    for (const [path, body] of [
      [`/v1/payment_intents/${payment.id}/capture`, ''],
      [`/v1/payment_intents/${payment.id}/cancel`, 'amount=5'],
      [`/v1/setup_intents/${setup.id}/confirm`, ''],
    ] as const) {
      const { status, error } = await ask(emulator, 'POST', path, { body });
      expect({ status, error }).toMatchObject({
        status: 400,
        error: path.includes('setup')
          ? { setup_intent: { id: setup.id, status: 'requires_payment_method' } }
          : { payment_intent: { id: payment.id, status: 'requires_payment_method' } },
      });
    }
  });

  test('shows nothing to a browser, which may not know the intent', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { id } = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    const answer = await ask(emulator, 'POST', `/v1/payment_intents/${id}/confirm`, {
      body: 'nonsense=1',
      headers: {
        authorization: `Bearer ${emulator.publishableKey}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    expect(answer.status).toBe(400);
    expect(answer.error).not.toHaveProperty('payment_intent');
  });
});
