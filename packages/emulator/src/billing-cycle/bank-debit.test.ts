import { expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';

async function givenSubscriber(method: string) {
  const { emulator, stripe } = await givenEmulator();
  const customer = await stripe.customers.create();
  const { id } = await stripe.paymentMethods.attach(method, { customer: customer.id });
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: id } });
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 2000,
    recurring: { interval: 'month' },
    product_data: { name: 'Gym' },
  });
  const subscribe = () => stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  return { emulator, stripe, customer, subscribe };
}

test('a subscription paid by bank debit runs at once, and its invoice is paid when the bank answers', async () => {
  const { emulator, stripe, subscribe } = await givenSubscriber('pm_usBankAccount_success');
  const subscription = await subscribe();
  expect(subscription.status).toBe('active');
  const invoice = subscription.latest_invoice as string;
  expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ attempted: true, status: 'open', amount_paid: 0 });
  await emulator.advance({ seconds: 5 });
  expect(await stripe.invoices.retrieve(invoice)).toMatchObject({
    attempt_count: 1,
    amount_paid: 2000,
    status: 'paid',
  });
});

test('a first debit that comes back voids the invoice, and the subscription goes on', async () => {
  const { emulator, stripe, subscribe } = await givenSubscriber('pm_usBankAccount_insufficientFunds');
  const { id, latest_invoice } = await subscribe();
  await emulator.advance({ seconds: 5 });
  expect((await stripe.invoices.retrieve(latest_invoice as string)).status).toBe('void');
  expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  const [intent] = (await stripe.paymentIntents.list()).data;
  expect(intent).toMatchObject({ status: 'canceled', cancellation_reason: 'void_invoice' });
});

test('a renewal whose debits come back is tried again, until the account’s rule ends it', async () => {
  const { emulator, stripe, subscribe } = await givenSubscriber('pm_usBankAccount_insufficientFunds');
  const { id } = await subscribe();
  await emulator.advance({ to: new Date('2026-02-01T01:00:02Z') });
  const renewed = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
  expect(renewed).toMatchObject({
    status: 'active',
    latest_invoice: { attempt_count: 0, next_payment_attempt: null, status: 'open' },
  });
  await emulator.advance({ seconds: 10 });
  const failed = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
  expect(failed).toMatchObject({ status: 'past_due', latest_invoice: { attempt_count: 1, status: 'open' } });
  // Three, five and seven days after each failure, each of which takes its five seconds.
  await emulator.advance({ to: new Date('2026-02-16T01:00:30Z') });
  expect((await stripe.subscriptions.retrieve(id)).status).toBe('canceled');
});

test('an invoice can be paid by a bank debit, and stays open meanwhile', async () => {
  const { emulator, stripe, customer } = await givenSubscriber('pm_usBankAccount_success');
  const invoice = await stripe.invoices.create({ customer: customer.id });
  await stripe.invoiceItems.create({ customer: customer.id, invoice: invoice.id, amount: 700, currency: 'usd' });
  const open = await stripe.invoices.pay(invoice.id ?? '');
  expect(open.status).toBe('open');
  await emulator.advance({ seconds: 5 });
  expect((await stripe.invoices.retrieve(invoice.id ?? '')).status).toBe('paid');
});

test('an account in dollars pays no invoice in euros', async () => {
  const { stripe, customer } = await givenSubscriber('pm_usBankAccount_success');
  const invoice = await stripe.invoices.create({ customer: customer.id, currency: 'eur' });
  await stripe.invoiceItems.create({ customer: customer.id, invoice: invoice.id, amount: 700, currency: 'eur' });
  await expect(stripe.invoices.pay(invoice.id ?? '')).rejects.toMatchObject({ statusCode: 400 });
});
