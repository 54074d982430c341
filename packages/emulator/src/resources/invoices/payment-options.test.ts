// `payment_settings.payment_method_options`: what subscriptions and invoices hand on to their payments.
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenCustomer, givenPrice } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { completeAuthentication } from '../payment_intents/authentication.ts';

type Options = Stripe.SubscriptionCreateParams.PaymentSettings.PaymentMethodOptions;

const expand = ['latest_invoice.payments'];

/** A subscriber at $20 a month, whose card knows 3-D Secure and asks for it only when somebody wants it. */
async function givenSubscriber(options?: Options, card = 'pm_card_threeDSecureOptional') {
  const { emulator, stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 2000 });
  const customer = await givenCustomer(stripe, card);
  const subscribe = () =>
    stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      ...(options === undefined ? {} : { payment_settings: { payment_method_options: options } }),
      expand,
    });
  return { emulator, stripe, price, customer, subscribe };
}

function invoiceOf(subscription: Stripe.Subscription): Stripe.Invoice {
  return subscription.latest_invoice as Stripe.Invoice;
}

/** The payment of a subscription's latest invoice. */
function intentOf(stripe: Stripe, subscription: Stripe.Subscription): Promise<Stripe.PaymentIntent> {
  const id = invoiceOf(subscription).payments?.data[0]?.payment.payment_intent;
  return stripe.paymentIntents.retrieve(id as string, { expand: ['latest_charge'] });
}

describe('a subscription that asks for 3-D Secure', () => {
  test.each(['any', 'challenge'] as const)(
    'by `%s` has its first payment authenticated, and renews while its customer is away without it',
    async (asked) => {
      const { emulator, stripe, subscribe } = await givenSubscriber({ card: { request_three_d_secure: asked } });
      const subscription = await subscribe();
      expect(subscription).toMatchObject({
        status: 'incomplete',
        payment_settings: {
          payment_method_options: { card: { network: null, request_three_d_secure: asked }, us_bank_account: null },
        },
        latest_invoice: {
          status: 'open',
          payment_settings: { payment_method_options: { card: { request_three_d_secure: asked } } },
        },
      });
      const intent = await intentOf(stripe, subscription);
      expect(intent).toMatchObject({
        status: 'requires_action',
        payment_method_options: { card: { request_three_d_secure: asked } },
      });
      await emulator.transact((tx) => void completeAuthentication(tx, { intent: intent.id, outcome: 'authenticated' }));
      expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('active');

      await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
      const renewed = await stripe.subscriptions.retrieve(subscription.id, { expand });
      expect(renewed.status).toBe('active');
      expect(invoiceOf(renewed)).toMatchObject({
        billing_reason: 'subscription_cycle',
        status: 'paid',
        amount_paid: 2000,
        payment_settings: { payment_method_options: { card: { request_three_d_secure: asked } } },
      });
      expect(await intentOf(stripe, renewed)).toMatchObject({
        payment_method_options: { card: { request_three_d_secure: asked } },
        latest_charge: { payment_method_details: { card: { three_d_secure: null } } },
      });
    },
  );

  test('by `automatic`, or not at all, is paid without it', async () => {
    const said = await givenSubscriber({ card: { request_three_d_secure: 'automatic' } });
    expect((await said.subscribe()).status).toBe('active');
    const silent = await givenSubscriber();
    const subscription = await silent.subscribe();
    expect(subscription).toMatchObject({ status: 'active', payment_settings: { payment_method_options: null } });
    const intent = await intentOf(silent.stripe, subscription);
    expect(intent.payment_method_options?.card?.request_three_d_secure).toBe('automatic');
  });

  test('asks the customer who pays a declined renewal on the hosted page', async () => {
    const { emulator, stripe, customer, subscribe } = await givenSubscriber(
      { card: { request_three_d_secure: 'any' } },
      'pm_card_visa',
    );
    const subscription = await subscribe();
    expect(subscription.status).toBe('active');
    const broken = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    await stripe.subscriptions.update(subscription.id, { default_payment_method: broken.id });
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const late = await stripe.subscriptions.retrieve(subscription.id, { expand });
    expect(late).toMatchObject({ status: 'past_due', latest_invoice: { status: 'open' } });

    const invoice = invoiceOf(late);
    const { id: intent } = await intentOf(stripe, late);
    const paid = await stripe.invoices
      .pay(invoice.id, { payment_method: 'pm_card_threeDSecureOptional', off_session: false })
      .catch((error: Stripe.errors.StripeError) => error.code);
    expect(paid).toBe('invoice_payment_intent_requires_action');

    const card = { cardNumber: '4000000000003055', cardExpiry: '12 / 34', cardCvc: '123' };
    const payer = { billingName: 'Ada', billingCountry: 'US', billingPostalCode: '94107' };
    const answer = await fetch(invoice.hosted_invoice_url ?? '', {
      method: 'POST',
      body: new URLSearchParams({ ...card, ...payer }),
      redirect: 'manual',
    });
    expect(answer.headers.get('location')).toMatch(new RegExp(`^/3ds/${intent}\\?`));
    await emulator.transact((tx) => void completeAuthentication(tx, { intent, outcome: 'authenticated' }));
    expect((await stripe.invoices.retrieve(invoice.id)).status).toBe('paid');
    expect(await intentOf(stripe, late)).toMatchObject({
      latest_charge: { payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } } },
    });
  });

  test('can begin to, and cease to', async () => {
    const { stripe, subscribe } = await givenSubscriber();
    const { id } = await subscribe();
    const set = async (card: Options['card']) =>
      (await stripe.subscriptions.update(id, { payment_settings: { payment_method_options: { card } } }))
        .payment_settings?.payment_method_options?.card;
    expect(await set({ request_three_d_secure: 'challenge' })).toEqual({
      network: null,
      request_three_d_secure: 'challenge',
    });
    // What is not said stays.
    expect(await set({ network: 'visa' })).toEqual({ network: 'visa', request_three_d_secure: 'challenge' });
    expect(await set('')).toBeNull();
  });

  test('sets up its card with 3-D Secure where a trial leaves nothing to pay', async () => {
    const { stripe, price, customer } = await givenSubscriber();
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      trial_period_days: 7,
      payment_behavior: 'default_incomplete',
      payment_settings: { payment_method_options: { card: { request_three_d_secure: 'any' } } },
      expand: ['pending_setup_intent'],
    });
    expect(subscription.pending_setup_intent).toMatchObject({
      payment_method_options: { card: { request_three_d_secure: 'any' } },
    });
  });
});

test('a payment is told the network of its card and the mandate to ask for; the invoice knows of neither', async () => {
  const { stripe, subscribe } = await givenSubscriber({
    card: {
      network: 'visa',
      mandate_options: { amount: 5000, amount_type: 'maximum', description: 'Up to $50 a month' },
    },
  });
  const subscription = await subscribe();
  expect(invoiceOf(subscription).payment_settings.payment_method_options?.card).toEqual({
    request_three_d_secure: null,
  });
  const intent = await intentOf(stripe, subscription);
  expect(intent.payment_method_options?.card).toMatchObject({
    network: 'visa',
    mandate_options: {
      amount: 5000,
      amount_type: 'maximum',
      description: 'Up to $50 a month',
      end_date: null,
      interval: 'month',
      interval_count: 1,
      reference: subscription.id,
      start_date: subscription.start_date,
    },
  });
});

test('bank debits hand on how an account is to be verified', async () => {
  const { stripe, subscribe } = await givenSubscriber({ us_bank_account: { verification_method: 'microdeposits' } });
  const subscription = await subscribe();
  const kept = { us_bank_account: { verification_method: 'microdeposits' }, card: null };
  expect(subscription.payment_settings?.payment_method_options).toMatchObject(kept);
  expect(invoiceOf(subscription).payment_settings.payment_method_options).toMatchObject(kept);
  const intent = await intentOf(stripe, subscription);
  expect(intent.payment_method_options?.us_bank_account).toEqual({ verification_method: 'microdeposits' });
});

test('an invoice of its own asks for 3-D Secure while its customer is there', async () => {
  const { stripe, customer } = await givenSubscriber();
  const draft = await stripe.invoices.create({
    customer: customer.id,
    payment_settings: { payment_method_options: { card: { request_three_d_secure: 'any' } } },
  });
  await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 2500, currency: 'usd' });
  expect(draft.payment_settings.payment_method_options?.card).toEqual({ request_three_d_secure: 'any' });
  await stripe.invoices.finalizeInvoice(draft.id);
  await expect(stripe.invoices.pay(draft.id, { off_session: false })).rejects.toMatchObject({
    code: 'invoice_payment_intent_requires_action',
  });
  expect(await stripe.invoices.pay(draft.id)).toMatchObject({ status: 'paid', amount_paid: 2500 });
});

test('a subscription that Checkout makes goes on asking as its session did', async () => {
  const { stripe, price, customer } = await givenSubscriber();
  const session = await stripe.checkout.sessions.create({
    customer: customer.id,
    mode: 'subscription',
    line_items: [{ price: price.id, quantity: 1 }],
    payment_method_options: { card: { request_three_d_secure: 'challenge' } },
    success_url: 'https://example.com/thanks',
  });
  await stripe.rawRequest('POST', `/v1/payment_pages/${session.id}/confirm`, { payment_method: 'pm_card_visa' });
  const [subscription] = (await stripe.subscriptions.list({ customer: customer.id })).data;
  expect(subscription?.payment_settings?.payment_method_options?.card?.request_three_d_secure).toBe('challenge');
});

test('options that cannot be acted on are refused by name, and nothing is stored', async () => {
  const { stripe, price, customer } = await givenSubscriber();
  const refusal = (ask: Promise<unknown>) => ask.catch((error: Stripe.errors.StripeError) => error.param);
  const subscribe = (payment_method_options: Options) =>
    refusal(
      stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: price.id }],
        payment_settings: { payment_method_options },
      }),
    );
  const within = 'payment_settings[payment_method_options]';
  expect(await subscribe({ acss_debit: { verification_method: 'instant' } })).toBe(`${within}[acss_debit]`);
  expect(await subscribe({ us_bank_account: { verification_method: 'instant' } })).toBe(
    `${within}[us_bank_account][verification_method]`,
  );
  expect(await subscribe({ us_bank_account: { financial_connections: { permissions: ['balances'] } } })).toBe(
    `${within}[us_bank_account][financial_connections]`,
  );
  const invoice = (payment_method_options: Stripe.InvoiceCreateParams.PaymentSettings.PaymentMethodOptions) =>
    refusal(stripe.invoices.create({ customer: customer.id, payment_settings: { payment_method_options } }));
  expect(await invoice({ card: { installments: { enabled: true } } })).toBe(`${within}[card][installments]`);
  expect(await invoice({ pix: { expires_after_seconds: 3600 } })).toBe(`${within}[pix]`);
  expect((await stripe.subscriptions.list({ customer: customer.id })).data).toEqual([]);
  expect((await stripe.invoices.list({ customer: customer.id })).data).toEqual([]);
});
