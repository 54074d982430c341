// Bank accounts as the older APIs know them: https://docs.stripe.com/ach-deprecated
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenPrice } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';

const typed = {
  country: 'US',
  currency: 'usd',
  account_holder_name: 'Ada Lovelace',
  account_holder_type: 'individual',
  routing_number: '110000000',
  account_number: '000123456789',
} as const;

async function givenAccount(source?: string) {
  const { emulator, stripe } = await givenEmulator();
  const { id: customer } = await stripe.customers.create({ email: 'ada@example.com' });
  const token = source ?? (await stripe.tokens.create({ bank_account: typed })).id;
  const account = (await stripe.customers.createSource(customer, { source: token })) as Stripe.BankAccount;
  const events = async () => (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();
  const verify = (...amounts: number[]) => stripe.customers.verifySource(customer, account.id, { amounts });
  const charge = (more: Partial<Stripe.ChargeCreateParams> = {}) =>
    stripe.charges.create({ amount: 1500, currency: 'usd', customer, ...more });
  return { emulator, stripe, customer, token, account, events, verify, charge };
}

describe('a bank account', () => {
  test('is typed into a token that is used once, and becomes the customer’s default source', async () => {
    const { stripe, customer, token, account } = await givenAccount();
    expect(token).toMatch(/^btok_/);
    const used = await stripe.tokens.retrieve(token);
    expect(used).toMatchObject({ type: 'bank_account', used: true, bank_account: { id: account.id, status: 'new' } });
    expect(used.bank_account).not.toHaveProperty('customer');
    expect(account).toEqual({
      id: expect.stringMatching(/^ba_/) as unknown,
      object: 'bank_account',
      account_holder_name: 'Ada Lovelace',
      account_holder_type: 'individual',
      account_type: null,
      bank_name: 'STRIPE TEST BANK',
      country: 'US',
      currency: 'usd',
      customer,
      fingerprint: account.fingerprint,
      last4: '6789',
      metadata: {},
      routing_number: '110000000',
      status: 'new',
    });
    const shown = await stripe.customers.retrieve(customer, { expand: ['sources', 'default_source'] });
    expect(shown).toMatchObject({ default_source: { id: account.id }, sources: { data: [{ id: account.id }] } });
    await expect(stripe.customers.createSource(customer, { source: token })).rejects.toMatchObject({
      code: 'token_already_used',
    });
    await expect(stripe.customers.createSource(customer, { source: 'btok_none' })).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'source',
    });
  });

  test('stands beside cards in the list of sources', async () => {
    const { emulator, stripe, customer, account } = await givenAccount('btok_us_verified');
    await emulator.advance({ seconds: 60 });
    const card = await stripe.customers.createSource(customer, { source: 'tok_visa' });
    const ids = async (params: Stripe.CustomerListSourcesParams = {}) =>
      (await stripe.customers.listSources(customer, params)).data.map(({ id }) => id);
    expect(await ids()).toEqual([card.id, account.id]);
    expect(await ids({ object: 'bank_account' })).toEqual([account.id]);
    expect(await ids({ object: 'card' })).toEqual([card.id]);
    expect(await ids({ starting_after: card.id })).toEqual([account.id]);
    await expect(ids({ starting_after: 'ba_none' })).rejects.toMatchObject({ param: 'starting_after' });
  });

  test('is verified by the two amounts that were paid in', async () => {
    const { stripe, customer, account, events, verify } = await givenAccount();
    await expect(verify()).rejects.toMatchObject({ code: 'parameter_missing', param: 'amounts' });
    await expect(verify(32)).rejects.toMatchObject({ param: 'amounts' });
    await expect(verify(1, 1)).rejects.toMatchObject({
      code: 'bank_account_verification_failed',
      type: 'StripeInvalidRequestError',
      message: 'The amounts provided do not match the amounts that were sent to the bank account.',
    });
    expect(await stripe.customers.retrieveSource(customer, account.id)).toMatchObject({ status: 'new' });
    // It is no payment method before.
    expect((await stripe.paymentMethods.list({ customer })).data).toEqual([]);
    expect(await verify(45, 32)).toEqual({ ...account, status: 'verified' });
    await expect(verify(32, 45)).rejects.toThrow('already been verified');
    expect((await stripe.paymentMethods.list({ customer })).data).toMatchObject([
      { id: account.id, type: 'us_bank_account' },
    ]);
    expect((await events()).slice(1)).toEqual([
      'customer.source.created',
      'customer.updated',
      'payment_method.attached',
      'customer.source.updated',
    ]);
  });

  test('cannot be verified any more after three wrong answers', async () => {
    const { stripe, customer, account, verify } = await givenAccount();
    for (const amount of [1, 2, 3]) await expect(verify(amount, amount)).rejects.toThrow('do not match');
    expect(await stripe.customers.retrieveSource(customer, account.id)).toMatchObject({
      status: 'verification_failed',
    });
    await expect(verify(32, 45)).rejects.toMatchObject({
      code: 'bank_account_verification_failed',
      message: expect.stringContaining('exceeded'),
    });
  });

  test('is corrected and deleted, verified or not', async () => {
    const { stripe, customer, account, events } = await givenAccount();
    const change = {
      account_holder_name: 'Ada King',
      account_holder_type: 'company' as const,
      metadata: { desk: '7' },
    };
    expect(await stripe.customers.updateSource(customer, account.id, change)).toEqual({ ...account, ...change });
    await expect(stripe.customers.updateSource(customer, account.id, { exp_month: '3' })).rejects.toMatchObject({
      param: 'exp_month',
    });
    const second = await stripe.customers.createSource(customer, { source: 'btok_us_verified_noAccount' });
    expect(await stripe.customers.deleteSource(customer, account.id)).toEqual({
      id: account.id,
      object: 'bank_account',
      currency: 'usd',
      deleted: true,
    });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ default_source: second.id });
    expect((await events()).slice(-2)).toEqual(['customer.source.deleted', 'customer.updated']);
    await stripe.customers.deleteSource(customer, second.id);
    expect((await stripe.customers.listSources(customer)).data).toEqual([]);
    await expect(stripe.customers.retrieveSource(customer, account.id)).rejects.toMatchObject({ statusCode: 404 });
  });

  test('comes along with its customer, is replaced by the next one, and goes with the customer', async () => {
    const { stripe } = await givenEmulator();
    const { id, default_source: first } = await stripe.customers.create({ source: 'btok_us' });
    const { default_source: next } = await stripe.customers.update(id, { source: 'btok_us_verified_accountClosed' });
    expect(next).not.toBe(first);
    expect((await stripe.customers.listSources(id)).data).toMatchObject([{ id: next, status: 'verified' }]);
    await stripe.customers.createSource(id, { source: 'btok_us' });
    await stripe.customers.del(id);
    const gone = await stripe.events.list({ type: 'customer.source.deleted' });
    expect(gone.data).toHaveLength(3);
  });

  test('belongs to a customer once, and to nobody without its holder', async () => {
    const { stripe, customer } = await givenAccount();
    const same = await stripe.tokens.create({ bank_account: typed });
    await expect(stripe.customers.createSource(customer, { source: same.id })).rejects.toMatchObject({
      code: 'bank_account_exists',
    });
    const { account_holder_name: _name, ...nameless } = typed;
    const token = await stripe.tokens.create({ bank_account: { ...nameless, account_number: '000222222227' } });
    await expect(stripe.customers.createSource(customer, { source: token.id })).rejects.toMatchObject({
      param: 'source',
    });
  });

  test('that cannot be is refused', async () => {
    const { stripe } = await givenEmulator();
    const refusal = (wrong: Partial<Stripe.TokenCreateParams.BankAccount>) =>
      stripe.tokens.create({ bank_account: { ...typed, ...wrong } });
    await expect(refusal({ routing_number: '11' })).rejects.toMatchObject({
      code: 'routing_number_invalid',
      param: 'bank_account[routing_number]',
    });
    await expect(refusal({ account_number: '12' })).rejects.toMatchObject({
      code: 'account_number_invalid',
      param: 'bank_account[account_number]',
    });
    await expect(refusal({ country: 'DE' })).rejects.toMatchObject({ param: 'bank_account[country]' });
    await expect(refusal({ currency: 'eur' })).rejects.toMatchObject({ param: 'bank_account[currency]' });
  });
});

describe('a charge of a bank account', () => {
  test('waits for the bank, and succeeds when the money comes', async () => {
    const { emulator, stripe, account, verify, charge } = await givenAccount();
    await expect(charge()).rejects.toThrow('bank account must be verified in order to create an ACH payment');
    await verify(32, 45);
    const pending = await charge();
    expect(pending).toMatchObject({
      id: expect.stringMatching(/^py_/) as unknown,
      status: 'pending',
      paid: false,
      balance_transaction: null,
      payment_method: account.id,
      payment_method_details: { type: 'ach_debit', ach_debit: { last4: '6789', routing_number: '110000000' } },
      source: { id: account.id, object: 'bank_account', status: 'verified' },
    });
    await emulator.advance({ seconds: 5 });
    const paid = await stripe.charges.retrieve(pending.id, { expand: ['balance_transaction'] });
    // 2.9 % of $15.00 are 43.5 cents, rounded up to 44, and 30 more.
    expect(paid).toMatchObject({
      status: 'succeeded',
      paid: true,
      balance_transaction: { type: 'payment', amount: 1500, fee: 74, net: 1426 },
    });
    const refund = await stripe.refunds.create({ charge: paid.id });
    expect(refund).toMatchObject({
      status: 'pending',
      amount: 1500,
      destination_details: { type: 'us_bank_transfer' },
    });
  });

  test.each([
    ['noAccount', 'no_account'],
    ['accountClosed', 'account_closed'],
    ['insufficientFunds', 'insufficient_funds'],
    ['debitNotAuthorized', 'debit_not_authorized'],
    ['invalidCurrency', 'invalid_currency'],
  ])('of btok_us_verified_%s comes back', async (scenario, code) => {
    const { emulator, stripe, charge, events } = await givenAccount(`btok_us_verified_${scenario}`);
    const { id } = await charge();
    await emulator.advance({ seconds: 5 });
    expect(await stripe.charges.retrieve(id)).toMatchObject({ status: 'failed', paid: false, failure_code: code });
    expect((await events()).slice(-2)).toEqual(['charge.pending', 'charge.failed']);
  });

  test('can be made by its token alone, in dollars, and at once', async () => {
    const { stripe } = await givenEmulator();
    const charge = (more: Partial<Stripe.ChargeCreateParams>) =>
      stripe.charges.create({ amount: 1500, currency: 'usd', source: 'btok_us_verified', ...more });
    expect(await charge({})).toMatchObject({ status: 'pending', customer: null, source: { object: 'bank_account' } });
    await expect(charge({ source: 'btok_us' })).rejects.toThrow('must be verified');
    await expect(charge({ currency: 'eur' })).rejects.toMatchObject({ param: 'currency' });
    await expect(charge({ capture: false })).rejects.toMatchObject({ param: 'capture' });
  });
});

describe('billing by bank account', () => {
  test('debits a verified default source, and waits for its bank', async () => {
    const { emulator, stripe, customer, verify } = await givenAccount();
    const price = await givenPrice(stripe, { unit_amount: 2000 });
    const subscribe = () =>
      stripe.subscriptions.create({ customer, items: [{ price: price.id }], expand: ['latest_invoice'] });
    // Nobody verified it yet: there is nothing to pay with.
    await expect(subscribe()).rejects.toThrow('no attached payment source or default payment method');
    await verify(32, 45);
    const { id, status, latest_invoice: invoice } = await subscribe();
    expect(status).toBe('active');
    await emulator.advance({ seconds: 5 });
    expect(await stripe.invoices.retrieve((invoice as Stripe.Invoice).id)).toMatchObject({ status: 'paid' });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });

  test('refuses one that nobody verified as a payment method', async () => {
    const { stripe, customer, account } = await givenAccount();
    await expect(
      stripe.paymentIntents.create({ amount: 1500, currency: 'usd', customer, payment_method: account.id }),
    ).rejects.toMatchObject({ code: 'bank_account_unverified', param: 'payment_method' });
  });
});
