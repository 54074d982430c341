import { expect, test } from 'vitest';
import { ask, givenEmulator } from '../testing/given-emulator.ts';

test('the same key and parameters give the first answer again, and do nothing twice', async () => {
  const { stripe } = await givenEmulator();
  const first = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'sign-up-1' });
  const second = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'sign-up-1' });
  expect(second.id).toBe(first.id);
  expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
  expect(second.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId);
  expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
  expect((await stripe.customers.list()).data).toHaveLength(1);
  expect((await stripe.events.list({ type: 'customer.created' })).data).toHaveLength(1);
});

test('an answer is replayed as it was, though the object changed since', async () => {
  const { stripe } = await givenEmulator();
  const first = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'k' });
  await stripe.customers.update(first.id, { name: 'Countess' });
  expect((await stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'k' })).name).toBe('Ada');
});

test('a key that was used with other parameters, or for another path, is refused', async () => {
  const { stripe } = await givenEmulator();
  const { id } = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'k' });
  await expect(stripe.customers.create({ name: 'Grace' }, { idempotencyKey: 'k' })).rejects.toMatchObject({
    type: 'StripeIdempotencyError',
    statusCode: 400,
    message: expect.stringContaining('can only be used with the same parameters they were first used with'),
  });
  await expect(stripe.customers.update(id, { name: 'Ada' }, { idempotencyKey: 'k' })).rejects.toMatchObject({
    type: 'StripeIdempotencyError',
  });
});

test('what parameters made fail is not kept, so the same key works once they are mended', async () => {
  const { stripe } = await givenEmulator();
  const wrong = { nickname: 'Ada' } as { name?: string };
  await expect(stripe.customers.create(wrong, { idempotencyKey: 'k' })).rejects.toMatchObject({
    code: 'parameter_unknown',
  });
  await expect(stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'k' })).resolves.toMatchObject({
    name: 'Ada',
  });
});

test('a refusal of the operation itself is kept and replayed', async () => {
  const { emulator, stripe } = await givenEmulator();
  const create = () =>
    ask(emulator, 'POST', '/v1/prices', {
      body: 'currency=usd&unit_amount=500&product=prod_late',
      headers: { 'idempotency-key': 'k' },
    });
  const first = await create();
  expect(first).toMatchObject({ status: 400, error: { code: 'resource_missing', param: 'product' } });
  await stripe.products.create({ id: 'prod_late', name: 'Late' });
  const second = await create();
  expect(second.text).toBe(first.text);
  expect(second.headers.get('idempotent-replayed')).toBe('true');
});

test('keys mean nothing to GET and DELETE', async () => {
  const { stripe } = await givenEmulator();
  const { id } = await stripe.customers.create({}, { idempotencyKey: 'k' });
  await expect(stripe.customers.retrieve(id, {}, { idempotencyKey: 'k' })).resolves.toMatchObject({ id });
  await expect(stripe.customers.del(id, {}, { idempotencyKey: 'k' })).resolves.toMatchObject({ deleted: true });
});

test('a key longer than 255 characters is refused', async () => {
  const { emulator } = await givenEmulator();
  const answer = await ask(emulator, 'POST', '/v1/customers', {
    body: '',
    headers: { 'idempotency-key': 'k'.repeat(256) },
  });
  expect(answer.status).toBe(400);
});
