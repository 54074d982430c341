import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLog } from './log.ts';

function givenLog() {
  let text = '';
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  return { log: createLog({ level: 'trace', destination }), written: () => text };
}

const secrets = {
  'a secret key': 'sk_live_51Nq8aKd0Zr4',
  'a restricted key': 'rk_test_51Nq8aKd0Zr4',
  'a webhook secret': 'whsec_9fK2mQv7Lx3T',
  'a client secret': 'pi_3Nabc_secret_K9dLq',
  'a token': 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1MSJ9.c2lnbmF0dXJl',
  'a card number': '4242424242424242',
  'a card number with spaces': '4000 0025 0000 3155',
  'an e-mail address': 'ada@example.org',
  'a checkout page': 'https://checkout.stripe.com/c/pay/cs_test_a1B2#fid',
  'a database password': 'postgres://purser:hunter2@db/purser',
};

test.each(Object.entries(secrets))('%s does not reach the log, wherever it stands', (_name, secret) => {
  const { log, written } = givenLog();
  log.info({ note: `before ${secret} after`, nested: { list: [secret] } }, `in a message: ${secret}`);
  log.error({ err: new Error(`failed with ${secret}`, { cause: new Error(secret) }) }, 'an error');
  log.child({}).warn(`child ${secret}`);
  expect(written()).not.toContain(secret);
  expect(written()).toContain('in a message');
  expect(written()).toContain('failed with');
});

test('fields that hold personal values are left out by their name', () => {
  const { log, written } = givenLog();
  const customer = { name: 'Ada Lovelace', address: { line1: '12 St James Square' }, phone: '+44 20', id: 'cus_1' };
  log.info({ customer, authorization: 'Basic abc', card: { number: '1' } }, 'a customer');
  expect(written()).toContain('cus_1');
  for (const value of ['Ada', 'James', '+44', 'abc']) expect(written()).not.toContain(value);
});

test('of an error of a library only name, message, code and stack are written', () => {
  const { log, written } = givenLog();
  const error = Object.assign(new Error('No such price'), {
    code: 'resource_missing',
    raw: { headers: { authorization: 'anything' } },
    requestId: 'req_1',
  });
  log.error({ err: error }, 'Stripe refused');
  expect(written()).toContain('resource_missing');
  expect(written()).toContain('req_1');
  expect(written()).not.toContain('anything');
});
