import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

async function givenCustomerWithCard(source = 'tok_visa') {
  const { emulator, stripe } = await givenEmulator();
  const { id: customer } = await stripe.customers.create({ email: 'ada@example.com' });
  const card = (await stripe.customers.createSource(customer, { source })) as Stripe.Card;
  const events = async () => (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();
  return { emulator, stripe, customer, card, events };
}

describe('a card of a customer', () => {
  test('is kept in the older words; the first one becomes the default', async () => {
    const { stripe, customer, card, events } = await givenCustomerWithCard();
    expect(card).toMatchObject({ object: 'card', brand: 'Visa', last4: '4242', customer, cvc_check: 'pass' });
    const second = await stripe.customers.createSource(customer, { source: 'tok_amex', metadata: { desk: '7' } });
    expect(second).toMatchObject({ brand: 'American Express', metadata: { desk: '7' } });
    const shown = await stripe.customers.retrieve(customer, { expand: ['sources', 'default_source'] });
    expect(shown).toMatchObject({
      default_source: { id: card.id, object: 'card' },
      sources: { data: [{ id: second.id }, { id: card.id }], url: `/v1/customers/${customer}/sources` },
    });
    expect((await stripe.customers.listSources(customer, { object: 'card', limit: 1 })).data).toEqual([second]);
    expect((await stripe.customers.listSources(customer, { object: 'bank_account' })).data).toEqual([]);
    expect(await events()).toEqual([
      'customer.created',
      'payment_method.attached',
      'customer.source.created',
      'customer.updated',
      'payment_method.attached',
      'customer.source.created',
    ]);
  });

  test('is a payment method too, by the same id', async () => {
    const { stripe, customer, card } = await givenCustomerWithCard();
    expect(await stripe.paymentMethods.retrieve(card.id)).toMatchObject({ id: card.id, customer, type: 'card' });
    expect((await stripe.paymentMethods.list({ customer })).data.map(({ id }) => id)).toEqual([card.id]);
    const paid = { amount: 1000, currency: 'usd', customer, payment_method: card.id, confirm: true };
    expect(await stripe.paymentIntents.create(paid)).toMatchObject({ status: 'succeeded', payment_method: card.id });
    await stripe.paymentMethods.update(card.id, { card: { exp_month: 3 } });
    expect(await stripe.customers.retrieveSource(customer, card.id)).toMatchObject({ exp_month: 3 });
  });

  test('can be corrected, and tells what changed', async () => {
    const { stripe, customer, card } = await givenCustomerWithCard();
    const change = { name: 'Ada', address_zip: '94107', exp_month: '3', exp_year: '31', metadata: { desk: '7' } };
    const changed = await stripe.customers.updateSource(customer, card.id, change);
    expect(changed).toMatchObject({ name: 'Ada', address_zip: '94107', exp_month: 3, exp_year: 2031 });
    const [event] = (await stripe.events.list({ type: 'customer.source.updated' })).data;
    expect(event?.data.previous_attributes).toMatchObject({ name: null, exp_month: 1, metadata: { desk: null } });
    const refused = (wrong: Stripe.CustomerUpdateSourceParams) =>
      stripe.customers.updateSource(customer, card.id, wrong);
    await expect(refused({ exp_month: '13' })).rejects.toMatchObject({ code: 'invalid_expiry_month', statusCode: 402 });
    await expect(refused({ account_holder_name: 'Ada' })).rejects.toMatchObject({ param: 'account_holder_name' });
    await expect(stripe.customers.verifySource(customer, card.id)).rejects.toThrow('only verify bank accounts');
  });

  test('is deleted, and the newest of the others becomes the default', async () => {
    const { stripe, customer, card, events } = await givenCustomerWithCard();
    const second = await stripe.customers.createSource(customer, { source: 'tok_amex' });
    expect(await stripe.customers.deleteSource(customer, card.id)).toEqual({
      id: card.id,
      object: 'card',
      deleted: true,
    });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ default_source: second.id });
    expect((await events()).slice(-3)).toEqual([
      'customer.source.deleted',
      'customer.updated',
      'payment_method.detached',
    ]);
    await expect(stripe.customers.retrieveSource(customer, card.id)).rejects.toMatchObject({
      code: 'resource_missing',
      message: `No such source: '${card.id}'`,
      statusCode: 404,
    });
    await stripe.paymentMethods.detach(second.id);
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ default_source: null });
  });

  test('that declines is refused, and leaves nothing', async () => {
    const { stripe, customer } = await givenCustomerWithCard();
    const declined = { statusCode: 402, code: 'card_declined', decline_code: 'generic_decline' };
    const source = 'tok_chargeDeclined';
    await expect(stripe.customers.createSource(customer, { source })).rejects.toMatchObject(declined);
    await expect(stripe.customers.create({ source })).rejects.toMatchObject(declined);
    await expect(stripe.customers.update(customer, { source })).rejects.toMatchObject(declined);
    expect((await stripe.customers.listSources(customer)).data).toHaveLength(1);
    await expect(stripe.customers.createSource(customer, { source: 'tok_none' })).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'source',
    });
  });

  test('comes along with the customer, and replaces the default one later', async () => {
    const { stripe } = await givenEmulator();
    const created = await stripe.customers.create({ source: 'tok_visa', expand: ['sources'] });
    expect(created.sources?.data).toMatchObject([{ id: created.default_source, brand: 'Visa' }]);
    const updated = await stripe.customers.update(created.id, { source: 'tok_mastercard', expand: ['sources'] });
    expect(updated.sources?.data).toMatchObject([{ id: updated.default_source, brand: 'MasterCard' }]);
    const other = await stripe.customers.createSource(created.id, { source: 'tok_discover' });
    expect(await stripe.customers.update(created.id, { default_source: other.id })).toMatchObject({
      default_source: other.id,
    });
    await expect(stripe.customers.update(created.id, { default_source: 'card_none' })).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'default_source',
    });
  });

  test('goes with its customer', async () => {
    const { stripe, customer, card } = await givenCustomerWithCard();
    await stripe.customers.del(customer);
    expect((await stripe.events.list({ type: 'customer.source.deleted' })).data[0]?.data.object).toMatchObject({
      id: card.id,
    });
  });

  test('by a token is refused where the account left the older way', async () => {
    const { stripe } = await givenEmulator({ settings: { allowsCardTokens: false } });
    const endOfLife = 'Card Token usage on the Customers API and Charges API has reached end of life.';
    await expect(stripe.customers.create({ source: 'tok_visa' })).rejects.toThrow(endOfLife);
    const charge = { amount: 500, currency: 'usd', source: 'tok_visa' };
    await expect(stripe.charges.create(charge)).rejects.toThrow(endOfLife);
  });
});

test('an invoice is paid by its own method, the subscription’s, its source, the customer’s, then the customer’s source', async () => {
  const { stripe, customer, card } = await givenCustomerWithCard();
  const method = async (id: string) => (await stripe.paymentMethods.attach(id, { customer })).id;
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1000,
    recurring: { interval: 'month' },
    product_data: { name: 'Boxing' },
  });
  const subscription = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
  const pay = async (own: Partial<Stripe.InvoiceCreateParams> = {}) => {
    await stripe.invoiceItems.create({ customer, amount: 500, currency: 'usd', subscription: subscription.id });
    const invoice = await stripe.invoices.create({ customer, subscription: subscription.id, ...own });
    await stripe.invoices.pay(invoice.id);
    return (await stripe.charges.list({ customer, limit: 1 })).data[0]?.payment_method;
  };
  // The first invoice of the subscription had nothing but the customer's card.
  expect((await stripe.charges.list({ customer })).data[0]?.payment_method).toBe(card.id);

  const ofCustomer = await method('pm_card_mastercard');
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: ofCustomer } });
  expect(await pay()).toBe(ofCustomer);

  const { id: source } = await stripe.customers.createSource(customer, { source: 'tok_amex' });
  await stripe.subscriptions.update(subscription.id, { default_source: source });
  expect(await pay()).toBe(source);

  const ofSubscription = await method('pm_card_discover');
  await stripe.subscriptions.update(subscription.id, { default_payment_method: ofSubscription });
  expect(await pay()).toBe(ofSubscription);

  const ofInvoice = await method('pm_card_jcb');
  expect(await pay({ default_source: card.id })).toBe(card.id);
  expect(await pay({ default_payment_method: ofInvoice, default_source: card.id })).toBe(ofInvoice);

  await stripe.customers.deleteSource(customer, source);
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ default_source: null });
  await expect(stripe.subscriptions.update(subscription.id, { default_source: source })).rejects.toMatchObject({
    code: 'resource_missing',
    param: 'default_source',
  });
});
