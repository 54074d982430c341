import { setTimeout as sleep } from 'node:timers/promises';
import { createEmulator, type Emulator } from '@purser/emulator';
import { sql } from 'kysely';
import type { Stripe } from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import { pushCatalog } from '../catalog/index.ts';
import { createCheckoutSession, refreshCheckoutSession } from '../checkout/index.ts';
import { refreshCustomer } from '../customers/index.ts';
import { refreshInvoice } from '../invoices/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { createStripeClient } from '../kernel/stripe-client.ts';
import { wakeChannel } from '../kernel/wake.ts';
import { refreshSubscription } from '../subscriptions/index.ts';
import { givenBilling, isOnPostgres } from '../testing/given-billing.ts';
import { givenDelivery } from '../testing/given-delivery.ts';
import { givenSlowAnswers } from '../testing/given-slow-answers.ts';
import { payCheckout } from '../testing/pay-checkout.ts';
import { seededRandom } from '../testing/seeded-random.ts';
import { createInbox, drainInbox, LookPace, type ReceiveWebhook } from './index.ts';

/*
 * A checkout and what its customer does next, told by six events in every order, each twice. Stripe goes on changing
 * meanwhile: an event is delivered when the change it tells of has happened, so that looks see states in between; answers
 * arrive late and out of turn; two workers look, and so does the success page. Whatever the order: the same rows, and one
 * welcome.
 */
const named = [
  'customer.subscription.created',
  'invoice.paid',
  'checkout.session.completed',
  'customer.updated',
  'customer.subscription.updated',
  'payment_method.updated',
] as const;

/** All 720 on PostgreSQL, where two sessions really race; on PGlite, which has one, every 36th. */
const everyNth = isOnPostgres ? 1 : 36;
const userId = 'ada';

type Snapshot = ReturnType<Emulator['snapshot']>;

let emulator: Emulator;
let stripe: Stripe;
let slow: Awaited<ReturnType<typeof givenSlowAnswers>>;
/** The success page's way to Stripe: its answers come when everything else is done. */
let held: typeof slow;
let release = Promise.withResolvers<void>();
let page: Billing;
let workers: Billing[] = [];
let inboxes: ReceiveWebhook[] = [];
/** Stripe before the payment, after it, and after each further change. */
const states: Snapshot[] = [];
/** The six events, each with the number of the state in which it was written. */
let events: { payload: Stripe.Event; state: number }[] = [];
let random = seededRandom(1);

beforeAll(async () => {
  emulator = await createEmulator({ at: new Date('2026-03-01T12:00:00Z') });
  await emulator.listen({ port: 0 });
  slow = await givenSlowAnswers(emulator.url, () => sleep(random() * 3));
  held = await givenSlowAnswers(emulator.url, () => release.promise);
  const options = {
    catalog: mmarkov,
    environment: { STRIPE_API_BASE: slow.url },
    clock: { now: () => emulator.now() },
  };
  const first = await givenBilling(options);
  // PGlite lets one process in: there the two workers share its billing.
  workers = [first, isOnPostgres ? await givenBilling({ ...options, shareDatabaseOf: first }) : first];
  inboxes = workers.map(createInbox);
  stripe = first.stripe;
  const { settings } = first;
  page = { ...first, stripe: createStripeClient({ stripe: { ...settings.stripe, apiBase: held.url } }) };
  await recordStory(first);
  await sql`create table baseline as select * from checkout_sessions`.execute(first.db);
});

afterAll(async () => {
  for (const billing of new Set(workers.toReversed())) await billing.close();
  await slow.close();
  await held.close();
  await emulator.close();
});

/** Plays the story once and keeps each state of Stripe, and the events. */
async function recordStory(billing: Billing): Promise<void> {
  await pushCatalog(billing);
  const { checkoutUrl } = await createCheckoutSession(billing, {
    user: { id: userId, email: 'ada@example.test', name: 'Ada', locale: null, accountType: 'individual' },
    choice: { tier: 'middleweight', billingPeriod: 'annual' },
  });
  states.push(emulator.snapshot());
  const keep = () => states.push(emulator.snapshot());

  await payCheckout(checkoutUrl);
  keep();
  const customer = (await stripe.customers.list()).data[0]?.id ?? '';
  await stripe.customers.update(customer, { name: 'Ada King' });
  keep();
  const card = await stripe.paymentMethods.attach('pm_card_mastercard', { customer });
  const subscription = (await stripe.subscriptions.list({ customer })).data[0]?.id ?? '';
  await stripe.subscriptions.update(subscription, { default_payment_method: card.id });
  keep();
  await stripe.paymentMethods.update(card.id, { card: { exp_month: 11, exp_year: 2039 } });
  keep();
  const all = await stripe.events.list({ limit: 100 });
  events = named.map((type) => {
    // The newest of a type: paying updates the customer as well.
    const payload = all.data.find((event) => event.type === type);
    if (payload === undefined) throw new Error(`Stripe told of no ${type}.`);
    return { payload, state: states.findIndex(({ objects }) => objects.some(([, id]) => id === payload.id)) };
  });
}

/** Forgets everything that came after the checkout page was opened. */
async function startAgain(db: Billing['db']): Promise<void> {
  await emulator.restore(states[0] as Snapshot);
  for (const table of [
    'webhook_events',
    'outgoing_mail',
    'entitlements',
    'payment_failures',
    'payment_methods',
  ] as const)
    await db.deleteFrom(table).execute();
  for (const table of ['invoices', 'subscriptions', 'checkout_sessions'] as const) await db.deleteFrom(table).execute();
  await sql`insert into checkout_sessions select * from baseline`.execute(db);
  await db.updateTable('customers').set({ name: 'Ada', default_payment_method_id: null }).execute();
}

/** Delivers in this order, each a second time somewhere later, while Stripe moves on and both workers look. */
async function deliver(order: readonly number[]): Promise<void> {
  let state = 0;
  const pageAt = Math.floor(random() * order.length * 2);
  for (const [position, index] of withRepeats(order).entries()) {
    const event = events[index];
    if (event === undefined) throw new Error(`There is no event ${index}.`);
    if (event.state > state) {
      state = event.state;
      await emulator.restore(states[state] as Snapshot);
    }
    const { payload, headers } = givenDelivery({
      id: event.payload.id,
      type: event.payload.type,
      created: event.payload.created,
      object: event.payload.data.object as unknown as Record<string, unknown>,
    });
    const receive = inboxes[random() < 0.5 ? 0 : 1] as ReceiveWebhook;
    const received = receive({ body: Buffer.from(payload), signature: headers['stripe-signature'] });
    if (random() < 0.5) await received;
    else unanswered.push(received);
    if (position === pageAt) opened.push(openSuccessPage());
    if (random() < 0.3) await sleep(random() * 4);
  }
  await emulator.restore(states.at(-1) as Snapshot);
}

const unanswered: Promise<void>[] = [];
/** Looks of the success page, begun at some moment and answered after all others. */
const opened: Promise<unknown>[] = [];

async function openSuccessPage(): Promise<void> {
  const of = (object: string) =>
    events.find(({ payload }) => payload.data.object.object === object)?.payload.data.object;
  const idOf = (object: string) => String((of(object) as { id?: string } | undefined)?.id);
  await Promise.all([
    refreshCheckoutSession(page, idOf('checkout.session')),
    refreshSubscription(page, idOf('subscription')),
    refreshInvoice(page, idOf('invoice')),
    refreshCustomer(page, idOf('customer')),
  ]);
}

function withRepeats(order: readonly number[]): number[] {
  const deliveries = [...order];
  for (const index of order) {
    const after = deliveries.indexOf(index) + 1;
    deliveries.splice(after + Math.floor(random() * (deliveries.length - after + 1)), 0, index);
  }
  return deliveries;
}

/** Two workers that look as long as anything is pending. @returns How to wait until nothing is, and stop them. */
async function startWorkers(): Promise<() => Promise<void>> {
  let isStopped = false;
  const stops: (() => Promise<void> | boolean)[] = [];
  const loops = workers.map(async (billing) => {
    const pace = new LookPace({ atOnce: 8, perSecond: Number.POSITIVE_INFINITY });
    let wake = () => {};
    stops.push(billing.signals.listen('inbox', () => wake()) as () => boolean);
    stops.push(await billing.database.listen(wakeChannel, () => wake()));
    while (!isStopped) {
      if ((await drainInbox(billing, { pace, leaseMs: 30_000, batch: 100 })) > 0) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 25);
      });
    }
  });
  return async () => {
    isStopped = true;
    await Promise.all(loops);
    for (const stop of stops) await stop();
  };
}

async function untilNothingPends(db: Billing['db']): Promise<void> {
  for (;;) {
    const pending = await db
      .selectFrom('webhook_events')
      .select(['type', 'attempts', 'reason'])
      .where('state', '=', 'pending')
      .execute();
    const failing = pending.find(({ reason }) => reason !== null);
    if (failing !== undefined) throw new Error(`${failing.type} failed: ${failing.reason}`);
    if (pending.length === 0) return;
    await sleep(2);
  }
}

async function rows(db: Billing['db']) {
  const all = async (
    table: 'subscriptions' | 'invoices' | 'payment_methods' | 'checkout_sessions' | 'entitlements' | 'customers',
  ) => db.selectFrom(table).selectAll().execute();
  const mails = await db.selectFrom('outgoing_mail').select(['kind', 'key']).orderBy('kind').execute();
  return {
    subscriptions: await all('subscriptions'),
    invoices: await all('invoices'),
    cards: (await db.selectFrom('payment_methods').selectAll().orderBy('id').execute()).filter(
      ({ exp_year }) => exp_year === 2039,
    ),
    sessions: await all('checkout_sessions'),
    entitlements: await all('entitlements'),
    customers: await all('customers'),
    mails,
    states: await db.selectFrom('webhook_events').select('state').distinct().execute(),
  };
}

function orders(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => orders(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

/** @returns The rows that every order ended in. */
async function playAllOrders(db: Billing['db']) {
  let expected: Awaited<ReturnType<typeof rows>> | undefined;
  for (const [number, order] of orders([0, 1, 2, 3, 4, 5]).entries()) {
    if (number % everyNth !== 0) continue;
    random = seededRandom(number);
    release = Promise.withResolvers<void>();
    await startAgain(db);
    await deliver(order);
    await Promise.all(unanswered.splice(0));
    await untilNothingPends(db);
    release.resolve();
    await Promise.all(opened.splice(0));
    const seen = await rows(db);
    expected ??= seen;
    // The order stands in both, so that a failure shows it.
    const story = order.map((index) => named[index]);
    expect({ story, ...seen }).toEqual({ story, ...expected });
    const welcomes = seen.mails.filter(({ kind }) => kind === 'welcome').length;
    expect({ story, welcomes }).toEqual({ story, welcomes: 1 });
  }
  return expected;
}

test(
  'every order of a checkout’s events, each delivered twice, ends in the same rows and one welcome',
  { timeout: 600_000 },
  async () => {
    const { db } = workers[0] as Billing;
    const stop = await startWorkers();
    const expected = await playAllOrders(db).finally(stop);
    expect(expected).toMatchObject({
      subscriptions: [{ status: 'active', tier: 'middleweight', user_id: userId }],
      invoices: [{ status: 'paid' }],
      sessions: [{ status: 'complete' }],
      entitlements: [{ tier: 'middleweight' }],
      customers: [{ name: 'Ada King' }],
      cards: [{ brand: 'mastercard', exp_month: 11 }],
      states: [{ state: 'done' }],
    });
    expect(expected?.subscriptions[0]?.default_payment_method_id).toBe(expected?.cards[0]?.id);
  },
);
