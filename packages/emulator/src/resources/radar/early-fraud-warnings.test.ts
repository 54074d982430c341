import { expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

test('4000000000005423 pays, and its bank then reports fraud; giving the money back ends that', async () => {
  const { emulator, stripe } = await givenEmulator();
  const paid = await stripe.paymentIntents.create({
    amount: 1000,
    currency: 'usd',
    payment_method: 'pm_card_createIssuerFraudRecord',
    confirm: true,
  });
  expect(paid.status).toBe('succeeded');
  await emulator.settled();
  const [warning] = (await stripe.radar.earlyFraudWarnings.list({ payment_intent: paid.id })).data;
  expect(warning).toMatchObject({
    object: 'radar.early_fraud_warning',
    actionable: true,
    charge: paid.latest_charge,
    payment_intent: paid.id,
  });
  const retrieve = () => stripe.radar.earlyFraudWarnings.retrieve(warning?.id ?? '', { expand: ['charge'] });
  // Nobody disputed anything.
  expect(await retrieve()).toMatchObject({ charge: { id: paid.latest_charge, disputed: false } });
  await stripe.refunds.create({ payment_intent: paid.id });
  expect(await retrieve()).toMatchObject({ actionable: false });
  const events = await stripe.events.list({
    types: ['radar.early_fraud_warning.created', 'radar.early_fraud_warning.updated'],
  });
  expect(events.data.map(({ type, data }) => [type, data.previous_attributes])).toEqual([
    ['radar.early_fraud_warning.updated', { actionable: true }],
    ['radar.early_fraud_warning.created', undefined],
  ]);
});

test('a direct charge is warned of too, and a dispute is not', async () => {
  const { emulator, stripe } = await givenEmulator();
  const charge = { amount: 1000, currency: 'usd' };
  const { id } = await stripe.charges.create({ ...charge, source: 'tok_createIssuerFraudRecord' });
  await stripe.charges.create({ ...charge, source: 'tok_createDispute' });
  await emulator.settled();
  expect((await stripe.radar.earlyFraudWarnings.list()).data.map((warning) => warning.charge)).toEqual([id]);
  expect((await stripe.radar.earlyFraudWarnings.list({ charge: id })).data).toHaveLength(1);
});
