import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ask, givenEmulator } from '../testing/given-emulator.ts';
import { StripeError } from './errors.ts';
import { parseForm } from './form.ts';

const pieces = fc.constantFrom(
  'a',
  'name',
  '[',
  ']',
  '[]',
  '[0]',
  '[a]',
  '=',
  '&',
  '%',
  '%5B',
  '%FF',
  '+',
  '__proto__',
  'constructor',
  '\u0000',
  'ü',
  '😀',
  '1',
);
const forms = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''));

test('no text makes the parser fail otherwise than by refusing it', () => {
  fc.assert(
    fc.property(fc.oneof(forms, fc.string({ unit: 'binary', maxLength: 60 })), (text) => {
      try {
        parseForm(text);
      } catch (error) {
        expect(error).toBeInstanceOf(StripeError);
      }
    }),
    { numRuns: 3000, seed: 3 },
  );
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('names that mean something to JavaScript mean nothing here', () => {
  const form = parseForm('__proto__[polluted]=1&constructor[prototype][polluted]=1&a[__proto__][polluted]=1');
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(Object.keys(form)).toEqual(['__proto__', 'constructor', 'a']);
});

test('the server answers every body, and never with an error of its own', async () => {
  const { emulator } = await givenEmulator();
  const bodies = fc.oneof(
    forms.map((text) => `name=x&${text}`),
    fc
      .tuple(
        fc.constantFrom(
          'name',
          'metadata[a]',
          'address',
          'address[city]',
          'expand[]',
          'preferred_locales[]',
          'shipping[address]',
          'limit',
        ),
        fc.string(),
      )
      .map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`),
  );
  await fc.assert(
    fc.asyncProperty(bodies, async (body) => {
      const answer = await ask(emulator, 'POST', '/v1/customers', { body });
      expect([200, 400]).toContain(answer.status);
    }),
    { numRuns: 300, seed: 4 },
  );
});

test('large, deep and endless requests are answered', async () => {
  const { emulator } = await givenEmulator();
  const megabyte = 'x'.repeat(1024 * 1024);
  const bodies: [string, string | Uint8Array<ArrayBuffer>, number][] = [
    ['a value of ten megabytes', `name=${megabyte.repeat(10)}`, 400],
    ['more than the limit', `name=${megabyte.repeat(13)}`, 413],
    ['a hundred thousand parameters', 'a=1&'.repeat(100_000), 400],
    ['a deep name', `metadata${'[a]'.repeat(5000)}=1`, 400],
    ['open brackets', `metadata${'['.repeat(100_000)}=1`, 400],
    ['broken UTF-8', new Uint8Array([0x6e, 0x61, 0x6d, 0x65, 0x3d, 0xff, 0xfe]), 200],
    ['nothing at all', '', 200],
  ];
  for (const [what, body, status] of bodies) {
    const answer = await ask(emulator, 'POST', '/v1/customers', {
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([what, answer.status]).toEqual([what, status]);
  }
  const long = await ask(emulator, 'GET', `/v1/customers/${'x'.repeat(4000)}`);
  expect(long.error.code).toBe('resource_missing');
});

test('the request log never shows card numbers and secrets', async () => {
  const { emulator } = await givenEmulator();
  const number = ['4242', '4242', '4242', '4242'].join('');
  await ask(emulator, 'POST', '/v1/payment_methods', { body: `type=card&card[number]=${number}&card[cvc]=123` });
  await ask(emulator, 'POST', '/v1/customers', {
    body: `description=${number.slice(0, 4)}%20${number.slice(4)}&name=Ada`,
  });
  await ask(emulator, 'GET', '/v1/payment_intents/pi_1?client_secret=pi_1_secret_abc');
  const log = JSON.stringify(emulator.requests());
  expect(log).not.toMatch(/4242 ?4242|%204242|secret_abc|=123/);
  expect(log).toContain('name=Ada');
});
