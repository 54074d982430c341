import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

type CreateParams = Stripe.PaymentIntentCreateParams;

async function givenPayer() {
  const { emulator, stripe } = await givenEmulator();
  const customer = (await stripe.customers.create()).id;
  const begin = (more: Partial<CreateParams> = {}) =>
    stripe.paymentIntents.create({ amount: 5000, currency: 'usd', customer, ...more });
  const pay = (more: Partial<CreateParams> = {}) => begin({ payment_method: 'pm_card_visa', confirm: true, ...more });
  return { emulator, stripe, customer, begin, pay };
}

describe('options of a payment method', () => {
  test('hold the money of cards, and keep them for later', async () => {
    const { stripe, customer, pay } = await givenPayer();
    const held = await pay({ payment_method_options: { card: { capture_method: 'manual' } } });
    expect(held).toMatchObject({
      capture_method: 'automatic_async',
      status: 'requires_capture',
      amount_capturable: 5000,
    });
    await stripe.paymentIntents.capture(held.id, { final_capture: true });
    const kept = await pay({ payment_method_options: { card: { setup_future_usage: 'off_session' } } });
    expect(kept).toMatchObject({
      setup_future_usage: null,
      payment_method_options: { card: { setup_future_usage: 'off_session' } },
    });
    const saved = await stripe.customers.listPaymentMethods(customer);
    expect(saved.data.map(({ id }) => id)).toEqual([kept.payment_method]);
  });

  test('can be changed until the payment is confirmed, and with the confirmation', async () => {
    const { stripe, begin } = await givenPayer();
    const { id } = await begin({ payment_method_options: { card: { request_three_d_secure: 'any' } } });
    const changed = await stripe.paymentIntents.update(id, {
      payment_method_options: { card: { setup_future_usage: 'on_session' } },
    });
    expect(changed.payment_method_options?.card).toMatchObject({
      request_three_d_secure: 'any',
      setup_future_usage: 'on_session',
    });
    const asked = await stripe.paymentIntents.confirm(id, {
      payment_method: 'pm_card_threeDSecureOptional',
      payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    });
    expect(asked.status).toBe('succeeded');
  });

  test('that cannot be acted on are refused by name', async () => {
    const { begin } = await givenPayer();
    const refusal = (payment_method_options: Stripe.PaymentIntentCreateParams.PaymentMethodOptions) =>
      begin({ payment_method_options }).catch((error: Stripe.errors.StripeError) => error.param);
    expect(await refusal({ card: { moto: true } })).toBe('payment_method_options[card][moto]');
    expect(await refusal({ card: { cvc_token: 'cvctok_1' } })).toBe('payment_method_options[card][cvc_token]');
    expect(await refusal({ klarna: { preferred_locale: 'en-US' } })).toBe('payment_method_options[klarna]');
    expect(await refusal({ us_bank_account: { verification_method: 'instant' } })).toBe(
      'payment_method_options[us_bank_account][verification_method]',
    );
  });
});

describe('more money', () => {
  const payment_method_options = { card: { request_incremental_authorization: 'if_available' } } as const;

  test('can be held than was held first, where that was asked for', async () => {
    const { stripe, pay } = await givenPayer();
    const { id } = await pay({ capture_method: 'manual', payment_method_options });
    const incremented = await stripe.paymentIntents.incrementAuthorization(id, {
      amount: 7000,
      expand: ['latest_charge'],
    });
    expect(incremented).toMatchObject({
      amount: 7000,
      amount_capturable: 7000,
      latest_charge: { amount: 7000, payment_method_details: { card: { amount_authorized: 7000 } } },
    });
    expect(await stripe.paymentIntents.capture(id)).toMatchObject({ amount_received: 7000, status: 'succeeded' });
  });

  test('is refused when it is not more, or was not asked for, or nothing is held', async () => {
    const { stripe, begin, pay } = await givenPayer();
    const more = (id: string, amount: number) => stripe.paymentIntents.incrementAuthorization(id, { amount });
    const held = await pay({ capture_method: 'manual', payment_method_options });
    await expect(more(held.id, 5000)).rejects.toMatchObject({ param: 'amount' });
    const plain = await pay({ capture_method: 'manual' });
    await expect(more(plain.id, 6000)).rejects.toThrow('not eligible for incremental authorization');
    await expect(more((await begin()).id, 6000)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
  });
});

describe('what an amount is made of', () => {
  const lines = [
    { product_name: 'Gloves', quantity: 2, unit_cost: 2000, tax: { total_tax_amount: 400 } },
    { product_name: 'Ball', quantity: 1, unit_cost: 500, discount_amount: 100 },
  ];

  test('must add up to it, and can be listed', async () => {
    const { stripe, begin } = await givenPayer();
    // 2 × 2000 + 400 tax + 500 − 100 + 200 shipping = 5000
    const amount_details = { line_items: lines, shipping: { amount: 200, to_postal_code: '94103' } };
    const intent = await begin({ amount_details, expand: ['amount_details.line_items'] });
    expect(intent.amount_details).toMatchObject({
      shipping: { amount: 200, to_postal_code: '94103', from_postal_code: null },
      line_items: { data: [{ product_name: 'Gloves', unit_cost: 2000 }, { product_name: 'Ball' }] },
    });
    const listed = await stripe.paymentIntents.listAmountDetailsLineItems(intent.id);
    expect(listed.data.map(({ product_name, discount_amount }) => [product_name, discount_amount])).toEqual([
      ['Gloves', null],
      ['Ball', 100],
    ]);
    await stripe.paymentIntents.update(intent.id, { amount_details: '' });
    expect((await stripe.paymentIntents.listAmountDetailsLineItems(intent.id)).data).toEqual([]);
  });

  test('is refused, or noted, when it does not', async () => {
    const { begin } = await givenPayer();
    await expect(begin({ amount_details: { line_items: lines } })).rejects.toMatchObject({
      code: 'amount_details_amount_mismatch',
    });
    await expect(begin({ amount_details: { tax: { total_tax_amount: 5001 } } })).rejects.toMatchObject({
      code: 'amount_details_tax_shipping_discount_greater_than_amount',
    });
    const tolerated = await begin({ amount_details: { line_items: lines, enforce_arithmetic_validation: false } });
    expect(tolerated.amount_details?.error?.code).toBe('amount_details_amount_mismatch');
  });
});

test('what only a confirmation can use is refused without one', async () => {
  const { stripe, begin } = await givenPayer();
  const mandate_data = { customer_acceptance: { type: 'offline' as const } };
  await expect(begin({ return_url: 'https://example.com/' })).rejects.toMatchObject({ param: 'return_url' });
  await expect(begin({ error_on_requires_action: true })).rejects.toMatchObject({ param: 'error_on_requires_action' });
  await expect(begin({ mandate_data })).rejects.toMatchObject({ param: 'mandate_data' });
  await expect(stripe.setupIntents.create({ mandate_data })).rejects.toMatchObject({ param: 'mandate_data' });
});

test('somebody who is away cannot set up a card', async () => {
  const { pay } = await givenPayer();
  await expect(pay({ off_session: true, setup_future_usage: 'off_session' })).rejects.toThrow(
    'The customer needs to be on-session',
  );
});

test('what belongs to Connect, or is done twice, is refused', async () => {
  const { stripe, begin, pay } = await givenPayer();
  await expect(begin({ transfer_data: { destination: 'acct_1' } })).rejects.toMatchObject({ param: 'transfer_data' });
  await expect(begin({ on_behalf_of: 'acct_1' })).rejects.toMatchObject({ param: 'on_behalf_of' });
  await expect(begin({ receipt_email: 'nobody' })).rejects.toMatchObject({
    code: 'email_invalid',
    param: 'receipt_email',
  });
  const paid = await pay();
  await expect(stripe.paymentIntents.capture(paid.id)).rejects.toThrow(
    'the remainder of the authorized amount has been released',
  );
  const held = await pay({ capture_method: 'manual' });
  await expect(stripe.paymentIntents.capture(held.id, { final_capture: false })).rejects.toMatchObject({
    param: 'final_capture',
  });
});

test('a confirmation says where goods go, and who gets the receipt', async () => {
  const { stripe, begin } = await givenPayer();
  const { id } = await begin({ allowed_payment_method_types: ['card', 'us_bank_account'] });
  const paid = await stripe.paymentIntents.confirm(id, {
    payment_method: 'pm_card_visa',
    receipt_email: 'ada@example.com',
    shipping: { name: 'Ada', address: { city: 'Hull' } },
    expand: ['latest_charge'],
  });
  expect(paid).toMatchObject({
    allowed_payment_method_types: ['card', 'us_bank_account'],
    shipping: { name: 'Ada', address: { city: 'Hull' } },
    latest_charge: { receipt_email: 'ada@example.com', shipping: { name: 'Ada' } },
  });
});

test('a configuration that switches bank debits on offers them', async () => {
  const { stripe, begin } = await givenPayer();
  const on = { display_preference: { preference: 'on' as const } };
  const { id } = await stripe.paymentMethodConfigurations.create({ sepa_debit: on, us_bank_account: on });
  const intent = await begin({ payment_method_configuration: id });
  expect(intent).toMatchObject({
    payment_method_configuration_details: { id },
    payment_method_types: ['card', 'us_bank_account'],
  });
  const inEuros = await stripe.paymentIntents.update(intent.id, { currency: 'eur' });
  expect(inEuros.payment_method_types).toEqual(['card', 'sepa_debit']);
  const cardless = begin({ excluded_payment_method_types: ['card'] });
  await expect(cardless).rejects.toThrow('No valid payment method types');
  const setup = await stripe.setupIntents.create({ payment_method_configuration: id });
  expect(setup.payment_method_types).toEqual(['card', 'sepa_debit', 'us_bank_account']);
});
