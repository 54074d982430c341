import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

const card = { number: '4242424242424242', exp_month: '8', exp_year: '2030', cvc: '314', name: 'Ada' };
const rawCards = { settings: { allowsRawCardNumbers: true } };

describe('a token', () => {
  test('shows its card in the older words, and can be used once', async () => {
    const { stripe } = await givenEmulator(rawCards);
    const token = await stripe.tokens.create({ card: { ...card, address_zip: '94107' } });
    expect(token).toMatchObject({ object: 'token', type: 'card', used: false });
    expect(token.card).toMatchObject({
      object: 'card',
      brand: 'Visa',
      last4: '4242',
      exp_month: 8,
      exp_year: 2030,
      name: 'Ada',
      address_zip: '94107',
      address_zip_check: 'unchecked',
      cvc_check: 'unchecked',
      funding: 'credit',
    });
    expect(token.card).not.toHaveProperty('customer');
    const method = await stripe.paymentMethods.create({ type: 'card', card: { token: token.id } });
    expect(method).toMatchObject({ card: { exp_year: 2030 }, billing_details: { name: 'Ada' } });
    expect((await stripe.tokens.retrieve(token.id)).used).toBe(true);
    await expect(stripe.charges.create({ amount: 500, currency: 'usd', source: token.id })).rejects.toMatchObject({
      code: 'token_already_used',
      message: `You cannot use a Stripe token more than once: ${token.id}.`,
      statusCode: 400,
    });
  });

  test('of Stripe’s own can be used again and again; looked at, it is one to be used once', async () => {
    const { stripe } = await givenEmulator();
    for (const amount of [500, 600]) await stripe.charges.create({ amount, currency: 'usd', source: 'tok_mastercard' });
    const token = await stripe.tokens.retrieve('tok_amex');
    expect(token).toMatchObject({ used: false, card: { brand: 'American Express', last4: '0005' } });
    expect(token.id).not.toBe('tok_amex');
    expect(await stripe.tokens.create({ card: 'tok_de' })).toMatchObject({ card: { country: 'DE' } });
  });

  test('copies a card that a customer has', async () => {
    const { stripe } = await givenEmulator();
    const { id: customer, default_source } = await stripe.customers.create({ source: 'tok_jcb' });
    const token = await stripe.tokens.create({ customer, card: default_source as string });
    expect(token.card).toMatchObject({ brand: 'JCB' });
    expect(token.card?.id).not.toBe(default_source);
    expect(await stripe.tokens.create({ customer })).toMatchObject({ card: { brand: 'JCB' } });
    await expect(stripe.tokens.create({ customer, card: 'card_none' })).rejects.toMatchObject({ code: 'missing' });
  });

  test('is used up by a card that declines', async () => {
    const { stripe } = await givenEmulator(rawCards);
    const { id: source } = await stripe.tokens.create({ card: { ...card, number: '4000000000000002' } });
    await expect(stripe.customers.create({ source })).rejects.toMatchObject({ code: 'card_declined', statusCode: 402 });
    await expect(stripe.customers.create({ source })).rejects.toMatchObject({ code: 'token_already_used' });
    expect((await stripe.customers.list()).data).toEqual([]);
  });

  test('is refused without a card, for other things than cards, and when there is none', async () => {
    const { stripe } = await givenEmulator();
    await expect(stripe.tokens.create({})).rejects.toThrow('You must supply either a card');
    await expect(stripe.tokens.create({ pii: { id_number: '1' } })).rejects.toMatchObject({ param: 'pii' });
    await expect(stripe.tokens.create({ card: 'pm_none' })).rejects.toThrow("No such token: 'pm_none'");
    await expect(stripe.tokens.retrieve('tok_none')).rejects.toMatchObject({
      code: 'resource_missing',
      statusCode: 404,
    });
  });
});

describe('a card number sent by a server', () => {
  test('is refused unless the account allows it; a browser may always send one', async () => {
    const { emulator, stripe } = await givenEmulator();
    const unsafe = {
      statusCode: 402,
      rawType: 'invalid_request_error',
      code: undefined,
      message: expect.stringMatching(/^Sending credit card numbers directly to the Stripe API is generally unsafe\./),
    };
    await expect(stripe.tokens.create({ card })).rejects.toMatchObject(unsafe);
    const typed = { number: card.number, exp_month: 8, exp_year: 2030 };
    await expect(stripe.paymentMethods.create({ type: 'card', card: typed })).rejects.toMatchObject(unsafe);
    const browser = new Stripe(emulator.publishableKey, { host: '127.0.0.1', port: emulator.port, protocol: 'http' });
    expect((await browser.tokens.create({ card })).card?.last4).toBe('4242');
  });

  test('is checked before any bank is asked', async () => {
    const { stripe } = await givenEmulator(rawCards);
    const refusals: [Partial<typeof card>, { code: string; param: string }][] = [
      [{ number: '4242424242424241' }, { code: 'incorrect_number', param: 'number' }],
      [{ exp_month: '13' }, { code: 'invalid_expiry_month', param: 'exp_month' }],
      [{ exp_year: '2020' }, { code: 'invalid_expiry_year', param: 'exp_year' }],
      [{ cvc: '99' }, { code: 'invalid_cvc', param: 'cvc' }],
    ];
    for (const [wrong, refusal] of refusals) {
      await expect(stripe.tokens.create({ card: { ...card, ...wrong } })).rejects.toMatchObject({
        ...refusal,
        statusCode: 402,
      });
    }
    const typed = { number: card.number, exp_month: 8, exp_year: 2030, cvc: '314' };
    const method = await stripe.paymentMethods.create({ type: 'card', card: typed });
    expect(method.card).toMatchObject({ last4: '4242', checks: { cvc_check: 'unchecked' } });
  });
});
