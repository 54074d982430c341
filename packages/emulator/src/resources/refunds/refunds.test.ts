import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

async function givenPayment(payment_method = 'pm_card_visa') {
  const { emulator, stripe } = await givenEmulator();
  const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', payment_method, confirm: true });
  await emulator.settled();
  const charge = () => stripe.charges.retrieve(intent.latest_charge as string, { expand: ['refunds'] });
  return { emulator, stripe, payment_intent: intent.id, charge };
}

/** What the account has, in all: the sum of its balance transactions, which the balance must equal. */
async function fundsOf(stripe: Stripe): Promise<number> {
  const transactions = await stripe.balanceTransactions.list({ limit: 100 });
  const sum = transactions.data.reduce((whole, { net }) => whole + net, 0);
  const balance = await stripe.balance.retrieve();
  const shown = [...balance.available, ...balance.pending].reduce((whole, { amount }) => whole + amount, 0);
  expect(shown).toBe(sum);
  return sum;
}

test('a payment is given back in parts, but not twice, and the fee is not given back', async () => {
  const { stripe, payment_intent, charge } = await givenPayment();
  const first = await stripe.refunds.create({ payment_intent, amount: 300, reason: 'requested_by_customer' });
  expect(first).toMatchObject({ amount: 300, status: 'succeeded', reason: 'requested_by_customer', payment_intent });
  expect(await charge()).toMatchObject({
    amount_refunded: 300,
    refunded: false,
    refunds: { data: [{ id: first.id }] },
  });
  await expect(stripe.refunds.create({ payment_intent, amount: 701 })).rejects.toThrow(
    'Refund amount ($7.01) is greater than unrefunded amount on charge ($7.00)',
  );
  await stripe.refunds.create({ payment_intent });
  expect(await charge()).toMatchObject({ amount_refunded: 1000, refunded: true });
  await expect(stripe.refunds.create({ payment_intent })).rejects.toMatchObject({ code: 'charge_already_refunded' });
  expect(await fundsOf(stripe)).toBe(-59);
});

test('the events of a refund', async () => {
  const { stripe, payment_intent } = await givenPayment();
  await stripe.refunds.create({ payment_intent, amount: 300 });
  const [refunded, created] = (await stripe.events.list({ limit: 2 })).data;
  expect([created?.type, refunded?.type]).toEqual(['refund.created', 'charge.refunded']);
  expect(refunded?.data.object).toMatchObject({ object: 'charge', amount_refunded: 300 });
});

test('a refund to 4000000000007726 is pending for a while', async () => {
  const { emulator, stripe, payment_intent } = await givenPayment('pm_card_pendingRefund');
  const refund = await stripe.refunds.create({ payment_intent });
  expect(refund).toMatchObject({ status: 'pending', pending_reason: 'processing' });
  await emulator.advance({ seconds: 60 });
  const later = await stripe.refunds.retrieve(refund.id);
  expect(later.status).toBe('succeeded');
  expect(later).not.toHaveProperty('pending_reason');
  expect((await stripe.events.list({ type: 'refund.updated' })).data[0]?.data.previous_attributes).toMatchObject({
    status: 'pending',
  });
});

test('a refund to 4000000000005126 fails later, and the money is back', async () => {
  const { emulator, stripe, payment_intent, charge } = await givenPayment('pm_card_refundFail');
  const refund = await stripe.refunds.create({ payment_intent });
  expect(refund.status).toBe('succeeded');
  expect(await fundsOf(stripe)).toBe(-59);
  await emulator.advance({ seconds: 60 });
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({
    status: 'failed',
    failure_reason: 'expired_or_canceled_card',
  });
  expect(await charge()).toMatchObject({ amount_refunded: 0, refunded: false });
  expect(await fundsOf(stripe)).toBe(941);
  expect((await stripe.events.list({ type: 'refund.failed' })).data).toHaveLength(1);
});

test('what did not succeed cannot be given back', async () => {
  const { stripe } = await givenEmulator();
  const { id } = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
  await expect(stripe.refunds.create({ payment_intent: id })).rejects.toThrow(
    'does not have a successful charge to refund',
  );
  await expect(stripe.refunds.create({ charge: 'ch_none' })).rejects.toMatchObject({
    statusCode: 404,
    code: 'resource_missing',
    param: 'id',
  });
  await expect(stripe.refunds.create({})).rejects.toThrow(
    'One of the following params should be provided for this request: payment_intent or charge.',
  );
});

test('what a payment intent holds, or could not get, is no payment to give back', async () => {
  const { stripe } = await givenEmulator();
  const confirmed = { amount: 1000, currency: 'usd', confirm: true } as const;
  const held = await stripe.paymentIntents.create({
    ...confirmed,
    payment_method: 'pm_card_visa',
    capture_method: 'manual',
  });
  for (const of of [{ payment_intent: held.id }, { charge: held.latest_charge as string }]) {
    await expect(stripe.refunds.create(of)).rejects.toThrow(
      `This uncaptured Charge was created by a PaymentIntent (${held.id}). You must cancel the PaymentIntent`,
    );
  }
  const declined = stripe.paymentIntents.create({ ...confirmed, payment_method: 'pm_card_visa_chargeDeclined' });
  await expect(declined).rejects.toMatchObject({ code: 'card_declined' });
  const { data } = await stripe.charges.list({ limit: 1 });
  const charge = data[0]?.id ?? '';
  await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({
    code: undefined,
    message: `This PaymentIntent (${data[0]?.payment_intent as string}) does not have a successful charge to refund.`,
  });
});

test('money becomes available after two days, at once with 4000000000000077', async () => {
  const { emulator, stripe } = await givenPayment();
  expect(await stripe.balance.retrieve()).toMatchObject({ available: [{ amount: 0 }], pending: [{ amount: 941 }] });
  await emulator.advance({ seconds: 3 * 86_400 });
  expect(await stripe.balance.retrieve()).toMatchObject({ available: [{ amount: 941 }], pending: [{ amount: 0 }] });
  await stripe.paymentIntents.create({
    amount: 1000,
    currency: 'usd',
    payment_method: 'pm_card_bypassPending',
    confirm: true,
  });
  await emulator.settled();
  expect(await stripe.balance.retrieve()).toMatchObject({ available: [{ amount: 1882 }], pending: [{ amount: 0 }] });
});

test('of a refund only the metadata can change, and a card’s refund cannot be cancelled', async () => {
  const { stripe, payment_intent } = await givenPayment();
  const { id } = await stripe.refunds.create({ payment_intent, metadata: { processed_by: 'ada' } });
  expect((await stripe.refunds.update(id, { metadata: { ticket: '7' } })).metadata).toEqual({
    processed_by: 'ada',
    ticket: '7',
  });
  await expect(stripe.refunds.cancel(id)).rejects.toThrow('Canceling this refund is unsupported.');
  expect((await stripe.refunds.list({ payment_intent })).data.map((refund) => refund.id)).toEqual([id]);
});

test('a refund that waits for its customer can be taken back, or runs out of time; the money is the account’s again', async () => {
  const { emulator, stripe, payment_intent, charge } = await givenPayment();
  // No refund to a card waits; the state is made by hand.
  const givenWaiting = async () => {
    const { id } = await stripe.refunds.create({ payment_intent, amount: 300 });
    await emulator.transact((tx) => void tx.update('refund', id, { status: 'requires_action' }));
    return id;
  };
  expect(await stripe.refunds.cancel(await givenWaiting())).toMatchObject({
    status: 'canceled',
    failure_reason: 'merchant_request',
  });
  expect(await stripe.testHelpers.refunds.expire(await givenWaiting())).toMatchObject({ status: 'failed' });
  expect(await charge()).toMatchObject({ amount_refunded: 0, refunded: false });
  expect(await fundsOf(stripe)).toBe(941);
  expect((await stripe.events.list({ type: 'refund.failed' })).data).toHaveLength(1);
  const { id } = await stripe.refunds.create({ payment_intent });
  await expect(stripe.testHelpers.refunds.expire(id)).rejects.toThrow('You cannot expire this refund');
});
