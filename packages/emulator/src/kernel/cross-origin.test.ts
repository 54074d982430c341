import { expect, test } from 'vitest';
import { ask, givenEmulator } from '../testing/given-emulator.ts';

test('a page of any origin may call the API, and read what it answers and refuses', async () => {
  const { emulator } = await givenEmulator();
  const preflight = await fetch(`${emulator.url}/v1/payment_methods`, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    },
  });
  expect(preflight.status).toBe(200);
  expect(preflight.headers.get('access-control-allow-headers')).toBe('authorization');
  expect(preflight.headers.get('access-control-allow-methods')).toContain('POST');
  const refused = await ask(emulator, 'GET', '/v1/nothing');
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([404, '*']);
});

test('no page of another origin can move the clock', async () => {
  const { emulator } = await givenEmulator();
  const control = await fetch(`${emulator.url}/_emulator/clock`);
  expect(control.headers.get('access-control-allow-origin')).toBeNull();
});
