import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenCustomer, givenPrice, seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint, type Endpoint } from '../../testing/given-endpoint.ts';

interface Owed {
  stripe: Stripe;
  customer: string;
  invoice: Stripe.Invoice;
  endpoint: Endpoint;
  settled: () => Promise<void>;
  /** An intent of the customer's that succeeded, or waits for a payment method. */
  intent: (amount: number, options?: { isPaid?: boolean }) => Promise<Stripe.PaymentIntent>;
}

/** A customer who owes $10.00. */
async function givenOwed(): Promise<Owed> {
  const { emulator, stripe } = await givenEmulator();
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const draft = await stripe.invoices.create({ customer, currency: 'usd' });
  await stripe.invoices.addLines(draft.id, { lines: [{ amount: 1000 }] });
  const invoice = await stripe.invoices.finalizeInvoice(draft.id);
  await emulator.settled();
  const endpoint = await givenEndpoint(stripe);
  const card = (await stripe.paymentMethods.list({ customer })).data[0]?.id ?? '';
  return {
    stripe,
    customer,
    invoice,
    endpoint,
    settled: () => emulator.settled(),
    intent: (amount, { isPaid = true } = {}) =>
      stripe.paymentIntents.create({
        amount,
        currency: 'usd',
        customer,
        ...(isPaid ? { payment_method: card, confirm: true, off_session: true } : {}),
      }),
  };
}

describe('an invoice that is paid in parts', () => {
  test('is paid when nothing remains, and each payment says so', async () => {
    const { stripe, invoice, endpoint, settled, intent } = await givenOwed();
    const first = await intent(300);
    const partly = await stripe.invoices.attachPayment(invoice.id, {
      payment_intent: first.id,
      expand: ['payments'],
    });
    expect(partly).toMatchObject({ status: 'open', amount_due: 1000, amount_paid: 300, amount_remaining: 700 });
    const payments = partly.payments?.data ?? [];
    expect(payments.map(({ is_default, status, amount_requested }) => [is_default, status, amount_requested])).toEqual([
      [false, 'paid', 300],
      [true, 'open', 700],
    ]);
    const [found] = (
      await stripe.invoicePayments.list({ payment: { type: 'payment_intent', payment_intent: first.id } })
    ).data;
    expect(await stripe.invoicePayments.retrieve(found?.id ?? '')).toMatchObject({
      invoice: invoice.id,
      amount_paid: 300,
    });
    expect((await stripe.invoicePayments.list({ invoice: invoice.id, status: 'open' })).data).toHaveLength(1);
    // The rest by the invoice's own payment.
    expect(await stripe.invoices.pay(invoice.id)).toMatchObject({ status: 'paid', amount_paid: 1000 });
    expect((await stripe.charges.list()).data.map(({ amount }) => amount)).toEqual([700, 300]);
    await settled();
    const types = endpoint.types();
    expect(types.filter((type) => type === 'invoice_payment.paid')).toHaveLength(2);
    expect(types.filter((type) => type === 'invoice.paid')).toHaveLength(1);
    expect(types).not.toContain('invoice.overpaid');
  });

  test('waits for an intent that is attached before it is paid', async () => {
    const { stripe, invoice, intent } = await givenOwed();
    const waiting = await intent(1000, { isPaid: false });
    expect(await stripe.invoices.attachPayment(invoice.id, { payment_intent: waiting.id })).toMatchObject({
      status: 'open',
      amount_paid: 0,
    });
    await expect(stripe.invoices.voidInvoice(invoice.id)).rejects.toThrow('cannot be voided');
    await expect(stripe.invoices.markUncollectible(invoice.id)).rejects.toThrow('open payments');
    await stripe.paymentIntents.confirm(waiting.id, {
      payment_method: 'pm_card_visa',
      return_url: 'https://example.com/',
    });
    const paid = await stripe.invoices.retrieve(invoice.id, { expand: ['payments'] });
    expect(paid).toMatchObject({ status: 'paid', amount_overpaid: 0 });
    expect(paid.payments?.data.map(({ is_default, status }) => [is_default, status])).toEqual([
      [false, 'paid'],
      [true, 'canceled'],
    ]);
  });

  test('can be voided once an attached intent is cancelled', async () => {
    const { stripe, invoice, intent } = await givenOwed();
    const waiting = await intent(400, { isPaid: false });
    await stripe.invoices.attachPayment(invoice.id, { payment_intent: waiting.id });
    await stripe.paymentIntents.cancel(waiting.id);
    const [payment] = (await stripe.invoicePayments.list({ invoice: invoice.id, status: 'canceled' })).data;
    expect(payment?.status_transitions.canceled_at).toBe(seconds('2026-01-01'));
    expect((await stripe.invoices.voidInvoice(invoice.id)).status).toBe('void');
  });

  test('keeps what is paid too much as a credit of the customer', async () => {
    const { stripe, customer, invoice, endpoint, settled, intent } = await givenOwed();
    const late = await intent(600, { isPaid: false });
    await stripe.invoices.attachPayment(invoice.id, { payment_intent: late.id });
    const tooMuch = await intent(1250);
    expect(await stripe.invoices.attachPayment(invoice.id, { payment_intent: tooMuch.id })).toMatchObject({
      status: 'paid',
      amount_paid: 1000,
      amount_overpaid: 250,
    });
    // The other one comes when nothing is owed any more.
    await stripe.paymentIntents.confirm(late.id, {
      payment_method: 'pm_card_visa',
      return_url: 'https://example.com/',
    });
    expect((await stripe.invoices.retrieve(invoice.id)).amount_overpaid).toBe(850);
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: -850 });
    const [move] = (await stripe.customers.listBalanceTransactions(customer)).data;
    expect(move).toMatchObject({ type: 'invoice_overpaid', amount: -600, invoice: invoice.id });
    await settled();
    expect(endpoint.types().filter((type) => type === 'invoice.overpaid')).toHaveLength(2);
  });

  test('refuses intents that do not fit', async () => {
    const { stripe, customer, invoice, intent } = await givenOwed();
    const attach = (payment_intent: string): Promise<Stripe.Invoice> =>
      stripe.invoices.attachPayment(invoice.id, { payment_intent });
    await expect(stripe.invoices.attachPayment(invoice.id)).rejects.toMatchObject({ param: 'payment_intent' });
    await expect(stripe.invoices.attachPayment(invoice.id, { payment_record: 'pr_1' })).rejects.toMatchObject({
      param: 'payment_record',
    });
    const foreign = await stripe.paymentIntents.create({ amount: 500, currency: 'usd' });
    await expect(attach(foreign.id)).rejects.toThrow('does not belong');
    const euros = await stripe.paymentIntents.create({ amount: 500, currency: 'eur', customer });
    await expect(attach(euros.id)).rejects.toThrow('currency');
    await expect(attach((await intent(1001, { isPaid: false })).id)).rejects.toThrow('more than what remains');
    const once = await intent(100);
    await attach(once.id);
    await expect(attach(once.id)).rejects.toThrow('already attached');
  });

  test('is no subscription’s that is charged automatically', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 1000 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    const failing = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: failing.id } });
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const [open] = (await stripe.invoices.list({ status: 'open' })).data;
    const part = await stripe.paymentIntents.create({ amount: 400, currency: 'usd', customer: customer.id });
    await expect(stripe.invoices.attachPayment(open?.id ?? '', { payment_intent: part.id })).rejects.toThrow(
      'in parts',
    );
    const whole = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', customer: customer.id });
    await stripe.invoices.attachPayment(open?.id ?? '', { payment_intent: whole.id });
    await stripe.paymentIntents.confirm(whole.id, {
      payment_method: 'pm_card_visa',
      return_url: 'https://example.com/',
    });
    expect((await stripe.subscriptions.list()).data[0]?.status).toBe('active');
  });

  test('can be paid for the rest out of band', async () => {
    const { stripe, invoice, intent } = await givenOwed();
    await stripe.invoices.attachPayment(invoice.id, { payment_intent: (await intent(300)).id });
    expect(await stripe.invoices.pay(invoice.id, { paid_out_of_band: true })).toMatchObject({
      status: 'paid',
      amount_paid: 1000,
      amount_paid_off_stripe: 700,
    });
  });
});

describe('an invoice that is sent', () => {
  test('announces its due date, and is overdue some days after it', async () => {
    const { emulator, stripe } = await givenEmulator({ settings: { willBeDueDays: 3, overdueDays: 2 } });
    const endpoint = await givenEndpoint(stripe, ['invoice.will_be_due', 'invoice.overdue', 'invoice.sent']);
    const customer = await givenCustomer(stripe);
    const draft = await stripe.invoices.create({
      customer: customer.id,
      collection_method: 'send_invoice',
      due_date: seconds('2026-01-10'),
    });
    await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 500, currency: 'usd' });
    expect(await stripe.invoices.sendInvoice(draft.id)).toMatchObject({ status: 'open' });
    await emulator.settled();
    expect(endpoint.types()).toEqual(['invoice.sent']);
    await emulator.advance({ to: new Date('2026-01-07T00:00:00Z') });
    expect(endpoint.types()).toEqual(['invoice.sent', 'invoice.will_be_due']);
    await emulator.advance({ to: new Date('2026-01-11T23:59:59Z') });
    expect(endpoint.types()).toHaveLength(2);
    await emulator.advance({ to: new Date('2026-01-12T00:00:00Z') });
    expect(endpoint.types()[2]).toBe('invoice.overdue');
  });

  test('is sent by hand only when it is not charged automatically', async () => {
    const { stripe } = await givenEmulator();
    const customer = await givenCustomer(stripe);
    const draft = await stripe.invoices.create({ customer: customer.id });
    await expect(stripe.invoices.sendInvoice(draft.id)).rejects.toThrow('collection method');
  });

  test('that was written off can still be paid, or voided', async () => {
    const { stripe } = await givenEmulator();
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const writeOff = async (): Promise<string> => {
      const draft = await stripe.invoices.create({ customer: customer.id });
      await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 500, currency: 'usd' });
      await stripe.invoices.finalizeInvoice(draft.id);
      return (await stripe.invoices.markUncollectible(draft.id)).id;
    };
    expect((await stripe.invoices.pay(await writeOff())).status).toBe('paid');
    const written = await writeOff();
    expect((await stripe.invoices.voidInvoice(written)).status).toBe('void');
    await expect(stripe.invoices.pay(written)).rejects.toThrow('void');
  });
});

test('invoices are found by number, total and subscription', async () => {
  const { stripe, invoice, customer } = await givenOwed();
  const found = async (query: string): Promise<string[]> =>
    (await stripe.invoices.search({ query })).data.map(({ id }) => id);
  expect(await found(`number:'${invoice.number}'`)).toEqual([invoice.id]);
  expect(await found(`total>900 AND customer:'${customer}'`)).toEqual([invoice.id]);
  expect(await found("status:'paid'")).toEqual([]);
});
