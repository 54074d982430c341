import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import type { Api } from '../http/api.ts';
import { createServer } from '../http/server.ts';
import type { HeldClock } from '../kernel/clock.ts';
import { givenBilling, type TestBilling } from '../testing/given-billing.ts';
import { planAdvance } from './plan-advance.ts';

const now = new Date('2026-01-31T09:00:00Z');

describe('moving the sandbox’s clock', () => {
  it('goes to the same day of a later month, or to its last day', () => {
    expect(planAdvance(now, { months: 1 })).toEqual(new Date('2026-02-28T09:00:00Z'));
    expect(planAdvance(now, { months: 2 })).toEqual(new Date('2026-03-31T09:00:00Z'));
    expect(planAdvance(now, { months: 13 })).toEqual(new Date('2027-02-28T09:00:00Z'));
    expect(planAdvance(now, { days: 1 })).toEqual(new Date('2026-02-01T09:00:00Z'));
  });

  it('refuses the past, too far ahead, and a request that says two things or nothing', () => {
    expect(() => planAdvance(now, { to: '2026-01-31T08:59:59Z' })).toThrow('only moves forward');
    expect(() => planAdvance(now, { to: '2029-01-01T00:00:00Z' })).toThrow('two years at most');
    expect(() => planAdvance(now, { days: 1, months: 1 })).toThrow('Say one of');
    expect(() => planAdvance(now, {})).toThrow('Say one of');
  });
});

describe('the sandbox over HTTP', () => {
  let billing: TestBilling;
  let server: Api;

  beforeAll(async () => {
    billing = await givenBilling({ catalog: mmarkov, at: now });
    const clock: HeldClock = billing.clock;
    const users = [{ id: 'ada', email: 'ada@example.com', name: 'Ada', roles: [] }];
    const sandbox = { users, emulatorUrl: null, advance: async (to: Date) => clock.moveTo(to) };
    server = await createServer({ ...billing, sandbox });
  });

  afterAll(async () => {
    await server.close();
    await billing.close();
  });

  it('signs in whoever one wants to be, with a token that billing takes', async () => {
    const login = await server.inject({
      method: 'POST',
      url: '/api/sandbox/login',
      payload: { user_id: 'grace', email: 'grace@example.com', name: 'Grace', roles: [] },
    });
    const { token } = login.json<{ token: string }>();
    const answer = await server.inject({
      url: '/api/payments/subscription',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ subscription: null });
  });

  it('moves the clock and says where it stands', async () => {
    const moved = await server.inject({ method: 'POST', url: '/api/sandbox/advance', payload: { months: 1 } });
    expect(moved.json()).toMatchObject({ now: '2026-02-28T09:00:00.000Z', users: [{ user_id: 'ada' }] });
    const back = await server.inject({
      method: 'POST',
      url: '/api/sandbox/advance',
      payload: { to: '2026-01-01T00:00:00Z' },
    });
    expect(back.statusCode).toBe(400);
    expect(back.json()).toMatchObject({ code: 'invalid_request' });
  });

  it('does not exist beside a Stripe key', async () => {
    const withKey = { ...billing, settings: { ...billing.settings, sandbox: false } };
    const live = await createServer(withKey);
    for (const url of ['/api/sandbox', '/api/sandbox/mail']) {
      expect((await live.inject({ url })).statusCode).toBe(404);
    }
    const login = await live.inject({ method: 'POST', url: '/api/sandbox/login', payload: { user_id: 'x' } });
    expect(login.statusCode).toBe(404);
    await live.close();
  });
});
