import { expect, test } from 'vitest';
import { givenEmulator, newYear } from '../../testing/given-emulator.ts';

const start = newYear.getTime() / 1000;
const day = 86_400;

test('a test clock advances, says so, and is ready soon', async () => {
  const { emulator, stripe } = await givenEmulator();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start, name: 'Renewals' });
  expect(clock).toMatchObject({ status: 'ready', frozen_time: start, deletes_after: start + 30 * day });
  const advancing = await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: start + day });
  expect(advancing).toMatchObject({
    status: 'advancing',
    status_details: { advancing: { target_frozen_time: start + day } },
  });
  await emulator.settled();
  expect(await stripe.testHelpers.testClocks.retrieve(clock.id)).toMatchObject({
    status: 'ready',
    frozen_time: start + day,
    status_details: {},
  });
  const types = (await stripe.events.list()).data.map(({ type }) => type);
  expect(types).toEqual(['ready', 'advancing', 'created'].map((what) => `test_helpers.test_clock.${what}`));
});

test('it moves forward only, two years at most without a subscription', async () => {
  const { stripe } = await givenEmulator();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  for (const time of [start, start - 1, start + 731 * day]) {
    await expect(stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: time })).rejects.toMatchObject({
      param: 'frozen_time',
    });
  }
});

test('its customers live by its time, three at most, and go with it', async () => {
  const { emulator, stripe } = await givenEmulator();
  const frozen = start + 400 * day;
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: frozen });
  const customer = await stripe.customers.create({ test_clock: clock.id });
  expect(customer).toMatchObject({ created: frozen, test_clock: clock.id });
  expect((await stripe.events.list({ type: 'customer.created' })).data[0]?.created).toBe(frozen);
  await stripe.customers.create({ test_clock: clock.id });
  await stripe.customers.create({ test_clock: clock.id });
  await expect(stripe.customers.create({ test_clock: clock.id })).rejects.toMatchObject({ param: 'test_clock' });
  await stripe.testHelpers.testClocks.del(clock.id);
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true });
  await expect(stripe.testHelpers.testClocks.retrieve(clock.id)).rejects.toMatchObject({ code: 'resource_missing' });
  await emulator.settled();
});

test('a customer that exists can be put on a clock, once', async () => {
  const { stripe } = await givenEmulator();
  const { id } = await stripe.customers.create({});
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start, customer: id });
  expect(await stripe.customers.retrieve(id)).toMatchObject({ test_clock: clock.id });
  await expect(stripe.testHelpers.testClocks.create({ frozen_time: start, customer: id })).rejects.toMatchObject({
    param: 'customer',
  });
});

test('a forgotten clock deletes itself after 30 days', async () => {
  const { emulator, stripe } = await givenEmulator();
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  await emulator.advance({ seconds: 30 * day });
  await expect(stripe.testHelpers.testClocks.retrieve(clock.id)).rejects.toMatchObject({ code: 'resource_missing' });
});
