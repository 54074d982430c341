import { expect, test } from 'vitest';
import { ask, givenEmulator } from '../testing/given-emulator.ts';

const withKey = (authorization: string) => ({ headers: { authorization } });

test('any test key works, as bearer token and as basic user name', async () => {
  const { emulator } = await givenEmulator();
  const basic = `Basic ${Buffer.from('sk_test_somebody1:').toString('base64')}`;
  for (const authorization of ['Bearer sk_test_somebody1', 'Bearer rk_test_restricted', basic]) {
    expect(await ask(emulator, 'GET', '/v1/customers', withKey(authorization))).toMatchObject({ status: 200 });
  }
});

test('no key, a made-up key and a live key are refused without repeating them', async () => {
  const { emulator } = await givenEmulator();
  expect(await ask(emulator, 'GET', '/v1/customers', withKey(''))).toMatchObject({
    status: 401,
    error: { type: 'invalid_request_error', message: expect.stringContaining('You did not provide an API key.') },
  });
  // Assembled here, so that no scanner takes it for a real one.
  const live = ['sk', 'live', 'abcdefghijklmnop'].join('_');
  for (const key of ['sk_test_x', 'nonsense', live]) {
    const answer = await ask(emulator, 'GET', '/v1/customers', withKey(`Bearer ${key}`));
    expect(answer).toMatchObject({
      status: 401,
      error: { message: expect.stringContaining('Invalid API Key provided') },
    });
    expect(answer.text).not.toContain(key);
  }
});

test('a publishable key may not do what needs a secret one', async () => {
  const { emulator } = await givenEmulator();
  const answer = await ask(emulator, 'GET', '/v1/customers', withKey(`Bearer ${emulator.publishableKey}`));
  expect(answer).toMatchObject({ status: 403, error: { code: 'secret_key_required' } });
});

test('answers carry the request, the version and the key of idempotency', async () => {
  const { emulator } = await givenEmulator();
  const answer = await ask(emulator, 'POST', '/v1/customers', { body: '', headers: { 'idempotency-key': 'k' } });
  expect(answer.headers.get('request-id')).toMatch(/^req_\w{14}$/);
  expect(answer.headers.get('stripe-version')).toBe('2026-10-28.endive');
  expect(answer.headers.get('idempotency-key')).toBe('k');
});

test('an address that Stripe does not know is refused in its words', async () => {
  const { emulator } = await givenEmulator();
  for (const path of ['/v1/nonsense', '/v1/customers/', '/', '/v1/customers/%ZZ']) {
    const answer = await ask(emulator, 'GET', path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.error.type).toBe('invalid_request_error');
  }
  expect((await ask(emulator, 'GET', '/v1/nonsense')).error.message).toMatch(
    /^Unrecognized request URL \(GET: \/v1\/nonsense\)\. Please see/,
  );
  expect((await ask(emulator, 'GET', '/v1/customers/')).error.message).toContain('remove the trailing slash');
});

test('what is refused before the account is known names no log of it', async () => {
  const { emulator } = await givenEmulator();
  const refused = await Promise.all([
    ask(emulator, 'GET', '/v1/customers', withKey('')),
    ask(emulator, 'GET', '/v1/customers', withKey('Bearer sk_test_no')),
    ask(emulator, 'GET', '/v1/customers', { headers: { 'stripe-version': 'yesterday' } }),
    ask(emulator, 'GET', '/v1/nonsense'),
  ]);
  for (const { error } of refused) expect(error).not.toHaveProperty('request_log_url');
  expect((await ask(emulator, 'GET', '/v1/customers/cus_x')).error).toHaveProperty('request_log_url');
});

test('an answer is JSON without a charset, and says only of what was done that it need not be tried again', async () => {
  const { emulator } = await givenEmulator();
  const done = await ask(emulator, 'POST', '/v1/customers', { body: '' });
  const refused = await ask(emulator, 'POST', '/v1/customers', { body: 'nonsense=1' });
  const read = await ask(emulator, 'GET', '/v1/customers');
  expect([done, refused, read].map(({ headers }) => headers.get('content-type'))).toEqual(
    Array(3).fill('application/json'),
  );
  expect([done, refused, read].map(({ headers }) => headers.get('stripe-should-retry'))).toEqual(['false', null, null]);
});
