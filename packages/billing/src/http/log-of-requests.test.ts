import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import type { Billing } from '../kernel/billing.ts';
import { createLog } from '../kernel/log.ts';
import { givenBilling, testJwtSecret } from '../testing/given-billing.ts';
import { givenDelivery, testWebhookSecret } from '../testing/given-delivery.ts';
import { givenToken } from '../testing/given-token.ts';
import { createServer, type Api } from './index.ts';

let billing: Billing;
let server: Api;
let written = '';

beforeAll(async () => {
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      written += chunk.toString();
      done();
    },
  });
  billing = await givenBilling({
    catalog: mmarkov,
    log: createLog({ level: 'trace', destination }),
    // Nobody answers there: every question to Stripe is an error that is logged.
    environment: { STRIPE_SECRET_KEY: 'sk_test_keepThisSecret', STRIPE_API_BASE: 'http://127.0.0.1:1' },
  });
  server = await createServer(billing);
});
afterAll(async () => {
  await server.close();
  await billing.close();
});

test('requests are logged with their id and route, and nothing that is secret or personal', async () => {
  const user = await givenToken('ada', { email: 'ada@example.test', name: 'Ada Lovelace' });
  const delivery = givenDelivery({ object: { id: 'sub_1', customer_email: 'ada@example.test' } });
  const answers = [
    await server.inject({ url: '/api/payments/subscription?token=eyJhbGciOi.eyJzdWIi.c2ln', headers: user }),
    await server.inject({ method: 'POST', url: '/api/payments/webhook', ...delivery }),
    await server.inject({
      method: 'POST',
      url: '/api/payments/create-checkout-session',
      headers: user,
      payload: { tier: 'middleweight', billing_period: 'annual', card: '4242424242424242' },
    }),
    await server.inject({
      method: 'POST',
      url: '/api/payments/create-checkout-session',
      headers: user,
      payload: { tier: 'middleweight', billing_period: 'annual' },
    }),
    await server.inject({
      method: 'POST',
      url: '/api/payments/checkout/confirm',
      headers: user,
      payload: { session_id: 'cs_test_secretSession' },
    }),
  ];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 400, 502, 404]);
  for (const answer of answers) expect(written).toContain(String(answer.headers['x-request-id']));
  expect(written).toContain('/api/payments/checkout/confirm');
  const secrets = [
    user.authorization,
    'eyJhbGciOi',
    'ada@example.test',
    'Lovelace',
    '4242424242424242',
    'sk_test_keepThisSecret',
    testWebhookSecret,
    testJwtSecret,
    delivery.headers['stripe-signature'],
  ];
  for (const secret of secrets) expect(written).not.toContain(secret);
});
