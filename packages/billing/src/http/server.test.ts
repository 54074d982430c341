import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '@purser/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import type { Billing } from '../kernel/billing.ts';
import { givenBilling } from '../testing/given-billing.ts';
import { givenToken } from '../testing/given-token.ts';
import { createServer, type Api } from './index.ts';

let billing: Billing;
let server: Api;

beforeAll(async () => {
  const webRoot = mkdtempSync(join(tmpdir(), 'purser-web-'));
  writeFileSync(
    join(webRoot, 'index.html'),
    '<!doctype html><app-root></app-root><script src="main-ABCDEF12.js"></script>',
  );
  writeFileSync(join(webRoot, 'main-ABCDEF12.js'), 'export {};');
  billing = await givenBilling({ catalog: mmarkov, environment: { ALLOWED_ORIGINS: 'https://shop.test' } });
  server = await createServer(billing, { webRoot });
});
afterAll(async () => {
  await server.close();
  await billing.close();
});

describe('problem documents', () => {
  test('a refusal says its code, a sentence and the request id of the header', async () => {
    const answer = await server.inject({ url: '/api/payments/subscription' });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    const problem = Problem.parse(answer.json());
    expect(problem).toMatchObject({ code: 'unauthenticated', status: 401, title: 'Unauthenticated' });
    expect(problem.request_id).toBe(answer.headers['x-request-id']);
  });

  test('a body of the wrong shape is told field by field', async () => {
    const answer = await server.inject({
      method: 'POST',
      url: '/api/payments/create-checkout-session',
      headers: await givenToken('u1'),
      payload: { tier: 'lightweight', billing_period: 'weekly', price: 1 },
    });
    expect(answer.statusCode).toBe(400);
    const problem = Problem.parse(answer.json());
    expect(problem.code).toBe('invalid_request');
    expect(problem.errors?.map(({ field }) => field)).toContain('billing_period');
  });

  test.each([
    ['a body that is no JSON', '{"tier":', 'application/json', 400, 'invalid_request'],
    ['a form', 'tier=lightweight', 'application/x-www-form-urlencoded', 400, 'invalid_request'],
    [
      'a body that is too large',
      JSON.stringify({ tier: 'x'.repeat(70_000) }),
      'application/json',
      413,
      'payload_too_large',
    ],
  ])('%s is refused', async (_name, payload, type, status, code) => {
    const answer = await server.inject({
      method: 'POST',
      url: '/api/payments/create-checkout-session',
      headers: { ...(await givenToken('u1')), 'content-type': type },
      payload,
    });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ code });
  });

  test('an address of the API that does not exist is a problem, not the web page', async () => {
    const answer = await server.inject({ url: '/api/payments/nothing', headers: { accept: 'text/html' } });
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toMatchObject({ code: 'not_found' });
  });
});

describe('tokens', () => {
  const ask = (headers: Record<string, string>) => server.inject({ url: '/api/payments/subscription', headers });

  test('a valid token is accepted', async () => {
    const answer = await ask(await givenToken('u1'));
    expect(answer.json()).toEqual({ subscription: null });
  });

  test('a forged, an expired, an unsigned and a token without a subject are refused', async () => {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const unsigned = `${encode({ alg: 'none' })}.${encode({ sub: 'u1', exp: 9_999_999_999 })}.`;
    const headers = [
      await givenToken('u1', { secret: 'another secret of at least 32 bytes…' }),
      await givenToken('u1', { expiresIn: '-1m' }),
      { authorization: `Bearer ${unsigned}` },
      await givenToken(''),
      { authorization: 'Basic dTE6cGFzcw==' },
      {},
    ];
    for (const header of headers) expect((await ask(header)).statusCode).toBe(401);
  });

  test('issuer and audience count when they are set', async () => {
    const strict = await givenBilling({
      catalog: mmarkov,
      environment: { PURSER_JWT_ISSUER: 'https://id.test', PURSER_JWT_AUDIENCE: 'purser' },
    });
    const strictServer = await createServer(strict);
    const answers = await Promise.all(
      [{}, { iss: 'https://id.test' }, { iss: 'https://id.test', aud: 'purser' }].map(async (claims) =>
        strictServer.inject({ url: '/api/payments/subscription', headers: await givenToken('u1', claims) }),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 200]);
    await strictServer.close();
    await strict.close();
  });
});

describe('the web application', () => {
  test('its addresses are the page, under a policy without unsafe-inline, with a nonce of its own each time', async () => {
    const answers = await Promise.all(
      ['/', '/pricing', '/account?x=1', '/subscription/success'].map((url) =>
        server.inject({ url, headers: { accept: 'text/html,*/*' } }),
      ),
    );
    const nonces = new Set<string>();
    for (const answer of answers) {
      expect(answer.statusCode).toBe(200);
      const policy = String(answer.headers['content-security-policy']);
      expect(policy).not.toContain('unsafe-inline');
      const nonce = /ngCspNonce="([^"]+)"/.exec(answer.body)?.[1] ?? 'none';
      expect(policy).toMatch(new RegExp(`style-src [^;]*'nonce-${nonce}'`));
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(4);
  });

  test('its files are served, and a missing one is no page', async () => {
    const file = await server.inject({ url: '/main-ABCDEF12.js' });
    expect(file.statusCode).toBe(200);
    expect(file.headers['cache-control']).toContain('immutable');
    expect((await server.inject({ url: '/main-GONE0000.js' })).statusCode).toBe(404);
    expect((await server.inject({ url: '/pricing', headers: { accept: '*/*' } })).statusCode).toBe(200);
    expect(
      (await server.inject({ method: 'POST', url: '/pricing', headers: { accept: 'text/html' } })).statusCode,
    ).toBe(404);
  });
});

test('browsers of the allowed origins may call the API, others may not', async () => {
  const preflight = (origin: string) =>
    server.inject({
      method: 'OPTIONS',
      url: '/api/payments/subscription',
      headers: { origin, 'access-control-request-method': 'GET' },
    });
  expect((await preflight('https://shop.test')).headers['access-control-allow-origin']).toBe('https://shop.test');
  expect((await preflight('http://app.test')).headers['access-control-allow-headers']).toContain('authorization');
  expect((await preflight('https://evil.test')).headers['access-control-allow-origin']).toBeUndefined();
  const refusal = await server.inject({ url: '/api/payments/subscription', headers: { origin: 'https://shop.test' } });
  expect(refusal.statusCode).toBe(401);
  expect(refusal.headers).toMatchObject({
    'access-control-allow-origin': 'https://shop.test',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
});

test('every route of the API is documented, offline', async () => {
  const page = await server.inject({ url: '/docs/' });
  expect(page.statusCode).toBe(200);
  expect(page.body).not.toMatch(/https?:\/\/(?!www\.w3\.org)[a-z]/);
  const { paths } = (await server.inject({ url: '/openapi.json' })).json<{ paths: Record<string, object> }>();
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining([
      '/api/payments/create-checkout-session',
      '/api/payments/create-portal-session',
      '/api/payments/subscription',
      '/api/payments/account',
      '/api/payments/webhook',
      '/api/payments/checkout/confirm',
    ]),
  );
});

test('a route of the API that does not say who may call it keeps the server from starting', async () => {
  const careless = await createServer(billing);
  expect(() => careless.get('/api/careless', () => 'hello')).toThrow('does not say who may call it');
  await careless.close();
});

test('readiness is red on a schema that this program does not know', async () => {
  expect((await server.inject({ url: '/healthz' })).json()).toEqual({ status: 'ok' });
  expect((await server.inject({ url: '/readyz' })).statusCode).toBe(200);
  await sql`insert into schema_migrations (name, checksum) values ('9999_later', 'x')`.execute(billing.db);
  const red = await server.inject({ url: '/readyz' });
  expect(red.statusCode).toBe(503);
  expect(red.json()).toMatchObject({ problem: expect.stringContaining('9999_later') });
  await sql`delete from schema_migrations where name = '9999_later'`.execute(billing.db);
});

test('too many requests of one user are refused, and another user is not', async () => {
  const strict = await createServer(billing, { requestsPerMinute: 3 });
  const ask = async (user: string) =>
    (await strict.inject({ url: '/api/payments/subscription', headers: await givenToken(user) })).statusCode;
  const statuses = [await ask('a'), await ask('a'), await ask('a'), await ask('a'), await ask('b')];
  expect(statuses).toEqual([200, 200, 200, 429, 200]);
  await strict.close();
});
