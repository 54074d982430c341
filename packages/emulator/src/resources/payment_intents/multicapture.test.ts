// Capturing what is held in several parts: https://docs.stripe.com/payments/multicapture
import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

const asked = { card: { request_multicapture: 'if_available' } } as const;

/** $10.00 that are held. */
async function givenHold(more: Partial<Stripe.PaymentIntentCreateParams> = {}) {
  const { emulator, stripe } = await givenEmulator();
  const held = await stripe.paymentIntents.create({
    amount: 1000,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    capture_method: 'manual',
    payment_method_options: asked,
    expand: ['latest_charge'],
    ...more,
  });
  const expand = ['latest_charge'];
  return {
    emulator,
    stripe,
    held,
    charge: held.latest_charge as Stripe.Charge,
    take: (amount_to_capture: number, final_capture?: boolean) =>
      stripe.paymentIntents.capture(held.id, {
        amount_to_capture,
        ...(final_capture === undefined ? {} : { final_capture }),
        expand,
      }),
    events: async () => (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse(),
  };
}

test('a payment is captured in parts, and its final capture lets go of the rest', async () => {
  const { stripe, charge, take, events } = await givenHold();
  expect(charge.payment_method_details?.card?.multicapture).toEqual({ status: 'available' });
  const before = (await events()).length;
  expect(await take(700, false)).toMatchObject({
    status: 'requires_capture',
    amount: 1000,
    amount_capturable: 300,
    amount_received: 700,
    latest_charge: { amount: 1000, amount_captured: 700, amount_refunded: 0, captured: false },
  });
  expect((await events()).slice(before)).toEqual(['charge.updated', 'payment_intent.amount_capturable_updated']);
  expect(await take(200, true)).toMatchObject({
    status: 'succeeded',
    amount_capturable: 0,
    amount_received: 900,
    latest_charge: { amount_captured: 900, amount_refunded: 0, captured: true, refunded: false },
  });
  expect((await events()).slice(before + 2)).toEqual([
    'charge.updated',
    'charge.captured',
    'payment_intent.amount_capturable_updated',
    'payment_intent.succeeded',
  ]);
  // Each part is booked by itself: 2.9 % of $7.00 are 20.3 cents, of $2.00 5.8, and 30 each.
  const { data } = await stripe.balanceTransactions.list({ source: charge.id });
  expect(data.map(({ amount, fee }) => [amount, fee])).toEqual([
    [200, 36],
    [700, 50],
  ]);
  await expect(take(100)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
});

test('a payment waits for its final capture even when nothing is left, and more than is held is refused', async () => {
  const { take } = await givenHold();
  await take(600, false);
  await expect(take(401, false)).rejects.toMatchObject({ code: 'amount_too_large' });
  expect(await take(400, false)).toMatchObject({ status: 'requires_capture', amount_capturable: 0 });
  await expect(take(0, false)).rejects.toMatchObject({ code: 'parameter_invalid_integer' });
  expect(await take(0)).toMatchObject({ status: 'succeeded', amount_received: 1000 });
});

test('what was taken can be given back before the final capture, and all of it counts only after', async () => {
  const { stripe, charge, held, take } = await givenHold();
  await expect(stripe.refunds.create({ charge: charge.id })).rejects.toThrow('cancel the PaymentIntent');
  await take(700, false);
  await expect(stripe.refunds.create({ payment_intent: held.id, amount: 701 })).rejects.toMatchObject({
    param: 'amount',
  });
  await stripe.refunds.create({ payment_intent: held.id, amount: 300 });
  await stripe.refunds.create({ payment_intent: held.id });
  expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ amount_refunded: 700, refunded: false });
  const last = await take(0);
  expect(last.latest_charge).toMatchObject({ amount_captured: 700, amount_refunded: 700, refunded: true });
});

test('what is left is let go by cancelling, or when the hold runs out; the payment succeeded', async () => {
  const cancelled = await givenHold();
  await cancelled.take(700, false);
  expect(await cancelled.stripe.paymentIntents.cancel(cancelled.held.id)).toMatchObject({
    status: 'succeeded',
    amount_capturable: 0,
    amount_received: 700,
  });
  const forgotten = await givenHold();
  await forgotten.take(700, false);
  await forgotten.emulator.advance({ seconds: 7 * 86_400 });
  const intent = await forgotten.stripe.paymentIntents.retrieve(forgotten.held.id, { expand: ['latest_charge'] });
  expect(intent).toMatchObject({ status: 'succeeded', latest_charge: { captured: true, amount_captured: 700 } });
  expect(await forgotten.events()).not.toContain('charge.expired');
});

test('nobody captures in parts who did not ask, and no card whose network does not', async () => {
  const silent = await givenHold({ payment_method_options: {} });
  expect(silent.charge.payment_method_details?.card?.multicapture).toEqual({ status: 'unavailable' });
  await expect(silent.take(700, false)).rejects.toMatchObject({ param: 'final_capture' });
  const jcb = await givenHold({ payment_method: 'pm_card_jcb' });
  await expect(jcb.take(700, false)).rejects.toMatchObject({ param: 'final_capture' });
  // Captured at once, what is left counts as refunded.
  expect((await silent.take(700)).latest_charge).toMatchObject({ amount_captured: 700, amount_refunded: 300 });
});

test('a payment is captured fifty times at most, and not held for more after its first capture', async () => {
  const { stripe, held, take } = await givenHold({
    amount: 6000,
    payment_method_options: { card: { ...asked.card, request_incremental_authorization: 'if_available' } },
  });
  for (let count = 0; count < 50; count += 1) await take(100, false);
  await expect(take(100, false)).rejects.toThrow('50 times at most');
  await expect(stripe.paymentIntents.incrementAuthorization(held.id, { amount: 9000 })).rejects.toMatchObject({
    code: 'payment_intent_unexpected_state',
  });
  expect(await take(0)).toMatchObject({ status: 'succeeded', amount_received: 5000 });
});
