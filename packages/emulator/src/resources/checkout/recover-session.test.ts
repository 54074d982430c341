import { expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';
import { givenPurchase, pay } from './given-session.ts';
import { recoverSession } from './recover-session.ts';

test('an expired session can be recovered for thirty days, by a new one each time', async () => {
  const { emulator, stripe } = await givenEmulator();
  const endpoint = await givenEndpoint(stripe, ['checkout.session.expired']);
  const session = await givenPurchase(stripe, {
    after_expiration: { recovery: { enabled: true, allow_promotion_codes: true } },
    customer_email: 'ada@example.com',
    expires_at: Date.parse('2026-01-01T00:30:00Z') / 1000,
    metadata: { cart: '7' },
  });
  expect(session.after_expiration?.recovery).toEqual({
    allow_promotion_codes: true,
    enabled: true,
    expires_at: null,
    url: null,
  });
  await emulator.advance({ seconds: 1800 });
  const told = endpoint.received[0]?.event.data.object as typeof session;
  expect(told.after_expiration?.recovery).toMatchObject({
    url: `${emulator.url}/r/${session.id}`,
    expires_at: Date.parse('2026-01-31T00:30:00Z') / 1000,
  });
  const recover = () => emulator.transact((tx) => recoverSession(tx, tx.get('checkout.session', session.id)));
  const again = await recover();
  expect(again).toMatchObject({
    status: 'open',
    recovered_from: session.id,
    amount_total: 4000,
    allow_promotion_codes: true,
    customer_email: 'ada@example.com',
    expires_at: Date.parse('2026-01-02T00:30:00Z') / 1000,
    metadata: { cart: '7' },
  });
  expect((await recover())?.id).not.toBe(again?.id);
  await pay(emulator, { id: again?.id ?? '' }, 'pm_card_visa');
  await emulator.advance({ seconds: 30 * 86_400 });
  expect(await recover()).toBeNull();
});

test('a session that nobody asked to recover is over when it expires', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { id } = await givenPurchase(stripe);
  expect((await stripe.checkout.sessions.expire(id)).after_expiration).toBeNull();
  expect(await emulator.transact((tx) => recoverSession(tx, tx.get('checkout.session', id)))).toBeNull();
});
