import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { newDiscount } from '../discounts/new-discount.ts';

const berlin = { line1: 'Unter den Linden 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

describe('customers', () => {
  test('have Stripe’s defaults', async () => {
    const { stripe } = await givenEmulator();
    const customer = await stripe.customers.create({ email: 'ada@example.com', address: { country: 'DE' } });
    expect(customer).toMatchObject({
      object: 'customer',
      address: { city: null, country: 'DE', line1: null, line2: null, postal_code: null, state: null },
      balance: 0,
      currency: null,
      default_source: null,
      delinquent: false,
      description: null,
      discount: null,
      invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
      name: null,
      next_invoice_sequence: 1,
      preferred_locales: [],
      shipping: null,
      tax_exempt: 'none',
      test_clock: null,
    });
    expect(customer.id).toMatch(/^cus_[A-Za-z0-9]{14}$/);
    expect(customer.invoice_prefix).toMatch(/^[A-Z0-9]{8}$/);
    expect(customer).not.toHaveProperty('tax');
  });

  test('change field by field, and the event says what was before', async () => {
    const { stripe } = await givenEmulator();
    const { id } = await stripe.customers.create({
      name: 'Ada',
      email: 'ada@example.com',
      metadata: { user_id: '7', a: 'b' },
    });
    const customer = await stripe.customers.update(id, {
      name: 'Ada L.',
      metadata: { a: '', c: 'd' },
      address: berlin,
    });
    expect(customer).toMatchObject({ email: 'ada@example.com', metadata: { user_id: '7', c: 'd' } });
    expect(customer.metadata).not.toHaveProperty('a');
    const [event] = (await stripe.events.list({ type: 'customer.updated' })).data;
    expect(event?.data.previous_attributes).toEqual({ name: 'Ada', address: null, metadata: { a: 'b', c: null } });
  });

  test('are refused with an address that is no e-mail', async () => {
    const { stripe } = await givenEmulator();
    await expect(stripe.customers.create({ email: 'nobody' })).rejects.toMatchObject({
      code: 'email_invalid',
      param: 'email',
      message: 'Invalid email address: nobody',
    });
  });

  test('are found by e-mail', async () => {
    const { stripe } = await givenEmulator();
    const { id } = await stripe.customers.create({ email: 'ada@example.com' });
    await stripe.customers.create({ email: 'eve@example.com' });
    expect((await stripe.customers.list({ email: 'ada@example.com' })).data.map((found) => found.id)).toEqual([id]);
  });

  test('that are deleted answer so, and lose their cards', async () => {
    const { stripe } = await givenEmulator();
    const { id } = await stripe.customers.create({ email: 'ada@example.com', payment_method: 'pm_card_visa' });
    const [card] = (await stripe.customers.listPaymentMethods(id)).data;
    expect(await stripe.customers.del(id)).toMatchObject({ id, object: 'customer', deleted: true });
    expect(await stripe.customers.retrieve(id)).toMatchObject({ id, object: 'customer', deleted: true });
    expect((await stripe.paymentMethods.retrieve(card?.id ?? '')).customer).toBeNull();
    await expect(stripe.customers.update(id, { name: 'x' })).rejects.toMatchObject({ code: 'resource_missing' });
    const types = (await stripe.events.list({ limit: 2 })).data.map(({ type }) => type);
    expect(types).toEqual(['customer.deleted', 'payment_method.detached']);
  });

  test('say where they are taxed when asked', async () => {
    const { stripe } = await givenEmulator();
    const at = async (address: object) => {
      const { id } = await stripe.customers.create({ address });
      const customer = await stripe.customers.retrieve(id, { expand: ['tax'] });
      return 'tax' in customer ? customer.tax : undefined;
    };
    expect(await at(berlin)).toEqual({
      automatic_tax: 'supported',
      ip_address: null,
      location: { country: 'DE', source: 'billing_address', state: null },
      provider: 'stripe',
    });
    expect(await at({ country: 'US', postal_code: '94105' })).toMatchObject({ automatic_tax: 'not_collecting' });
    expect(await at({ country: 'US' })).toMatchObject({ automatic_tax: 'unrecognized_location', location: null });
    await expect(
      stripe.customers.create({ address: { country: 'US' }, tax: { validate_location: 'immediately' } }),
    ).rejects.toMatchObject({ code: 'customer_tax_location_invalid' });
  });
});

describe('the balance of a customer', () => {
  test('moves by transactions that say what is left', async () => {
    const { stripe } = await givenEmulator();
    const { id } = await stripe.customers.create();
    await stripe.customers.createBalanceTransaction(id, { amount: -500, currency: 'usd', description: 'Sorry' });
    const second = await stripe.customers.createBalanceTransaction(id, { amount: 200, currency: 'usd' });
    expect(second).toMatchObject({ amount: 200, ending_balance: -300, type: 'adjustment', customer: id });
    expect(await stripe.customers.retrieve(id)).toMatchObject({ balance: -300, currency: 'usd' });
    expect((await stripe.customers.listBalanceTransactions(id)).data.map(({ amount }) => amount)).toEqual([200, -500]);
    await expect(stripe.customers.createBalanceTransaction(id, { amount: 1, currency: 'eur' })).rejects.toThrow(
      'cannot combine currencies',
    );
  });

  test('written directly leaves a transaction too', async () => {
    const { stripe } = await givenEmulator();
    const { id } = await stripe.customers.create({ balance: -100 });
    await stripe.customers.update(id, { balance: 50 });
    const { data } = await stripe.customers.listBalanceTransactions(id);
    expect(data.map(({ amount, type }) => [amount, type])).toEqual([
      [150, 'adjustment'],
      [-100, 'initial'],
    ]);
  });
});

describe('payment methods of a customer', () => {
  test('are attached, made the default and let go', async () => {
    const { stripe } = await givenEmulator();
    const { id } = await stripe.customers.create();
    const card = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: id });
    expect(card).toMatchObject({
      customer: id,
      card: { brand: 'mastercard', last4: '4444', checks: { cvc_check: 'pass' } },
    });
    const settings = { invoice_settings: { default_payment_method: card.id } };
    expect(await stripe.customers.update(id, settings)).toMatchObject(settings);
    await stripe.paymentMethods.detach(card.id);
    expect(await stripe.customers.retrieve(id)).toMatchObject({ invoice_settings: { default_payment_method: null } });
    await expect(stripe.paymentMethods.attach(card.id, { customer: id })).rejects.toThrow('It may not be used again');
  });

  test('that come with a new customer can be its default at once', async () => {
    const { stripe } = await givenEmulator();
    const customer = await stripe.customers.create({
      payment_method: 'pm_card_visa',
      invoice_settings: { default_payment_method: 'pm_card_visa' },
    });
    const { data } = await stripe.customers.listPaymentMethods(customer.id);
    expect(data.map(({ id }) => id)).toEqual([customer.invoice_settings.default_payment_method]);
    const [created] = (await stripe.events.list({ type: 'customer.created' })).data;
    expect(created?.data.object).toMatchObject({ invoice_settings: customer.invoice_settings });
  });

  test('of somebody else cannot be the default', async () => {
    const { stripe } = await givenEmulator();
    const [ada, eve] = await Promise.all([stripe.customers.create(), stripe.customers.create()]);
    const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: eve.id });
    await expect(
      stripe.customers.update(ada.id, { invoice_settings: { default_payment_method: card.id } }),
    ).rejects.toMatchObject({ code: 'resource_missing', param: 'invoice_settings[default_payment_method]' });
  });

  test('that decline are refused when attached, all but 0341', async () => {
    const { stripe } = await givenEmulator();
    const { id } = await stripe.customers.create();
    await expect(stripe.paymentMethods.attach('pm_card_visa_chargeDeclined', { customer: id })).rejects.toMatchObject({
      statusCode: 402,
      type: 'StripeCardError',
      decline_code: 'generic_decline',
    });
    await expect(
      stripe.customers.create({ payment_method: 'pm_card_chargeDeclinedExpiredCard' }),
    ).rejects.toMatchObject({
      code: 'expired_card',
    });
    expect((await stripe.customers.list()).data).toHaveLength(1);
    await expect(stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: id })).resolves.toMatchObject({
      customer: id,
    });
  });

  test('as raw numbers are refused by the API', async () => {
    const { stripe } = await givenEmulator();
    const card = { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' };
    await expect(stripe.paymentMethods.create({ type: 'card', card })).rejects.toMatchObject({
      statusCode: 402,
      message: expect.stringContaining('Sending credit card numbers directly to the Stripe API is generally unsafe'),
    });
    const made = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_amex' } });
    expect(made).toMatchObject({ customer: null, card: { brand: 'amex', display_brand: 'american_express' } });
  });
});

describe('tax ids', () => {
  test('are checked by their form at once and by the registry a moment later', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { id } = await stripe.customers.create({ name: 'Ada GmbH' });
    const taxId = await stripe.customers.createTaxId(id, { type: 'eu_vat', value: 'de 123 456 789' });
    expect(taxId).toMatchObject({ country: 'DE', value: 'DE123456789', verification: { status: 'pending' } });
    expect(taxId.owner).toEqual({ customer: id, customer_account: null, type: 'customer' });
    await emulator.settled();
    expect((await stripe.customers.retrieveTaxId(id, taxId.id)).verification).toMatchObject({
      status: 'verified',
      verified_name: 'Ada GmbH',
    });
    const [event] = (await stripe.events.list({ limit: 1 })).data;
    expect(event).toMatchObject({ type: 'customer.tax_id.updated', request: { id: null } });
  });

  test('that cannot be one are refused', async () => {
    const { stripe } = await givenEmulator();
    const { id } = await stripe.customers.create();
    await expect(stripe.customers.createTaxId(id, { type: 'eu_vat', value: 'DE12' })).rejects.toMatchObject({
      code: 'tax_id_invalid',
    });
    await expect(stripe.customers.create({ tax_id_data: [{ type: 'us_ein', value: 'abc' }] })).rejects.toMatchObject({
      code: 'tax_id_invalid',
    });
  });

  test('of Stripe’s test numbers are verified, unverified or pending for ever', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { id } = await stripe.customers.create();
    for (const value of ['DE000000000', 'GB111111111', 'DE222222222']) {
      await stripe.customers.createTaxId(id, { type: value.startsWith('GB') ? 'gb_vat' : 'eu_vat', value });
    }
    await emulator.settled();
    const { data } = await stripe.customers.listTaxIds(id);
    expect(data.map(({ verification }) => verification?.status)).toEqual(['pending', 'unverified', 'verified']);
  });

  test('are deleted, not changed', async () => {
    const { stripe } = await givenEmulator();
    const { id } = await stripe.customers.create({ tax_id_data: [{ type: 'us_ein', value: '12-3456789' }] });
    const customer = await stripe.customers.retrieve(id, { expand: ['tax_ids'] });
    const taxId = ('tax_ids' in customer && customer.tax_ids?.data[0]?.id) || '';
    expect(await stripe.customers.deleteTaxId(id, taxId)).toMatchObject({ id: taxId, object: 'tax_id', deleted: true });
    expect((await stripe.customers.listTaxIds(id)).data).toEqual([]);
  });
});

test('parts of a customer are found below that customer only', async () => {
  const { stripe } = await givenEmulator();
  const [ada, eve] = await Promise.all([stripe.customers.create(), stripe.customers.create()]);
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: ada.id });
  const moved = await stripe.customers.createBalanceTransaction(ada.id, { amount: -500, currency: 'usd' });
  expect((await stripe.customers.retrievePaymentMethod(ada.id, card.id)).id).toBe(card.id);
  expect((await stripe.customers.retrieveBalanceTransaction(ada.id, moved.id)).amount).toBe(-500);
  const noted = await stripe.customers.updateBalanceTransaction(ada.id, moved.id, { description: 'Sorry' });
  expect(noted).toMatchObject({ amount: -500, description: 'Sorry' });
  await expect(stripe.customers.retrievePaymentMethod(eve.id, card.id)).rejects.toMatchObject({ statusCode: 404 });
  await expect(stripe.customers.retrieveBalanceTransaction(eve.id, moved.id)).rejects.toMatchObject({
    statusCode: 404,
  });
  expect((await stripe.paymentMethods.list({ customer: ada.id, type: 'card' })).data.map(({ id }) => id)).toEqual([
    card.id,
  ]);
});

test('the account has tax ids of its own', async () => {
  const { stripe } = await givenEmulator();
  const customer = await stripe.customers.create();
  const owner = { type: 'customer', customer: customer.id } as const;
  const theirs = await stripe.taxIds.create({ type: 'us_ein', value: '12-3456789', owner });
  const own = await stripe.taxIds.create({ type: 'us_ein', value: '98-7654321' });
  expect(own).toMatchObject({ customer: null, owner: { type: 'self' }, verification: { status: 'unavailable' } });
  expect((await stripe.taxIds.list()).data.map(({ id }) => id)).toEqual([own.id]);
  expect((await stripe.taxIds.list({ owner })).data.map(({ id }) => id)).toEqual([theirs.id]);
  expect((await stripe.taxIds.retrieve(own.id)).value).toBe('98-7654321');
  expect(await stripe.taxIds.del(own.id)).toMatchObject({ deleted: true });
});

test('a discount on all of a customer’s subscriptions can be taken away', async () => {
  const { emulator, stripe } = await givenEmulator();
  await stripe.coupons.create({ id: 'C', percent_off: 10, duration: 'forever' });
  const customer = await stripe.customers.create();
  await expect(stripe.customers.deleteDiscount(customer.id)).rejects.toMatchObject({ statusCode: 404 });
  // The API of today has no way to give one; customers of older days still have theirs.
  await emulator.transact((tx) => {
    const discount = newDiscount(tx, { coupon: 'C', customer: customer.id });
    return tx.update('customer', customer.id, { discount });
  });
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ discount: { source: { coupon: 'C' } } });
  expect(await stripe.customers.deleteDiscount(customer.id)).toMatchObject({ deleted: true, source: { coupon: 'C' } });
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ discount: null });
});
