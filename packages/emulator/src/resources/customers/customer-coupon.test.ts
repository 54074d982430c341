import { expect, test } from 'vitest';
import { ask, givenEmulator } from '../../testing/given-emulator.ts';

test('a coupon given to a customer is a word of older versions, read from the Stripe CLI’s fixtures alone', async () => {
  const { emulator, stripe } = await givenEmulator();
  for (const id of ['TEN', 'HALF']) await stripe.coupons.create({ id, percent_off: id === 'TEN' ? 10 : 50 });
  const asFixture = async (path: string, coupon: string) =>
    (
      await ask(emulator, 'POST', path, {
        body: `coupon=${coupon}`,
        headers: { 'user-agent': 'Stripe/v1 stripe-cli/1.40.1' },
      })
    ).body;
  const created = await asFixture('/v1/customers', 'TEN');
  expect(created['discount']).toMatchObject({ source: { coupon: 'TEN' }, customer: created['id'] });
  const own = `/v1/customers/${String(created['id'])}`;
  expect((await asFixture(own, 'HALF'))['discount']).toMatchObject({ source: { coupon: 'HALF' } });
  expect((await asFixture(own, ''))['discount']).toBeNull();
  const { data } = await stripe.events.list({ limit: 100 });
  expect(data.map(({ type }) => type).filter((type) => type.startsWith('customer.discount'))).toEqual([
    'customer.discount.deleted',
    'customer.discount.updated',
    'customer.discount.created',
  ]);
  const plain = ask(emulator, 'POST', '/v1/customers', { body: 'coupon=TEN' });
  expect((await plain).error).toMatchObject({ code: 'parameter_unknown', param: 'coupon' });
});
