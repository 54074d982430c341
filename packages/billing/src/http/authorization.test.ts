import { afterAll, beforeAll, expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import type { Billing } from '../kernel/billing.ts';
import { givenBilling } from '../testing/given-billing.ts';
import { givenToken } from '../testing/given-token.ts';
import { createServer, type Api } from './index.ts';

let billing: Billing;
let server: Api;
let routes: { method: 'GET' | 'POST'; path: string; isProtected: boolean }[];

beforeAll(async () => {
  // A real Stripe key: no sandbox, so no sandbox routes either.
  billing = await givenBilling({
    catalog: mmarkov,
    environment: { STRIPE_SECRET_KEY: 'sk_test_authorization', STRIPE_API_BASE: 'http://127.0.0.1:1' },
  });
  server = await createServer(billing);
  const { paths } = (await server.inject({ url: '/openapi.json' })).json<{
    paths: Record<string, Record<string, { security?: unknown[] }>>;
  }>();
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({
      method: method === 'get' ? ('GET' as const) : ('POST' as const),
      path,
      isProtected: security !== undefined,
    })),
  );
});
afterAll(async () => {
  await server.close();
  await billing.close();
});

test('these routes are for anybody, and no others', () => {
  const open = routes.filter(({ isProtected }) => !isProtected).map(({ method, path }) => `${method} ${path}`);
  expect(open.toSorted()).toEqual(['GET /api/payments/catalog', 'POST /api/payments/webhook']);
});

test('every other route refuses whoever shows no token, or another’s, before it looks at the body', async () => {
  const closed = routes.filter(({ isProtected }) => isProtected);
  expect(closed.length).toBeGreaterThanOrEqual(5);
  const forged = await givenToken('ada', { secret: 'a secret that is not the one of this service' });
  for (const { method, path } of closed) {
    for (const headers of [{}, forged]) {
      const answer = await server.inject({ method, url: path, headers, ...(method === 'POST' ? { payload: {} } : {}) });
      expect([path, answer.statusCode]).toEqual([path, 401]);
    }
  }
});

test('no route takes a user id: who is asking is the token’s alone', () => {
  for (const { path } of routes) expect(path).not.toMatch(/user|customer|\{/);
});
