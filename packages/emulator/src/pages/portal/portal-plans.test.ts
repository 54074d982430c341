import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { day, givenCustomer, givenPrice, seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';

type Features = Stripe.BillingPortal.ConfigurationCreateParams.Features;

async function givenPortal(features: (plans: { small: Stripe.Price; large: Stripe.Price }) => Features) {
  const { emulator, stripe } = await givenEmulator();
  const small = await givenPrice(stripe, { unit_amount: 1000, name: 'Small' });
  const large = await givenPrice(stripe, { unit_amount: 3000, name: 'Large' });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: large.id }] });
  const configuration = await stripe.billingPortal.configurations.create({ features: features({ small, large }) });
  const open = async (params: Partial<Stripe.BillingPortal.SessionCreateParams> = {}): Promise<string> =>
    (await stripe.billingPortal.sessions.create({ customer, configuration: configuration.id, ...params })).url;
  return { emulator, stripe, customer, id, small, large, configuration, open };
}

/** What stands on a page, without its markup. */
async function textOf(address: string): Promise<string> {
  const page = await (await fetch(address)).text();
  return page.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');
}

async function send(address: string, form: Record<string, string> = {}): Promise<string | null> {
  const answer = await fetch(address, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
  return answer.headers.get('location');
}

const pauses = (duration: NonNullable<Features['subscription_pause']>['duration']) => (): Features => ({
  subscription_pause: { enabled: true, ...(duration ? { duration } : {}) },
});

describe('a downgrade that the configuration lets wait', () => {
  const waiting = ({ small, large }: { small: Stripe.Price; large: Stripe.Price }): Features => ({
    subscription_update: {
      enabled: true,
      default_allowed_updates: ['price'],
      proration_behavior: 'always_invoice',
      products: [small, large].map((price) => ({ product: price.product as string, prices: [price.id] })),
      schedule_at_period_end: { conditions: [{ type: 'decreasing_item_amount' }] },
    },
  });

  test('becomes a schedule, is made at the end of the period, and can be taken back until then', async () => {
    const { emulator, stripe, id, small, large, open } = await givenPortal(waiting);
    const link = await open();
    const preview = await textOf(`${link}/subscriptions/${id}/preview?price=${small.id}`);
    expect(preview).toContain('nothing is charged today');
    await send(`${link}/subscriptions/${id}/change`, { price: small.id, quantity: '1' });
    const { schedule, items } = await stripe.subscriptions.retrieve(id);
    expect(items.data[0]?.price.id).toBe(large.id);
    expect((await stripe.subscriptionSchedules.retrieve(schedule as string)).phases).toMatchObject([
      { items: [{ price: large.id }] },
      { items: [{ price: small.id }], proration_behavior: 'none' },
    ]);
    expect(await textOf(`${link}/home`)).toContain('it changes to Small');
    await send(`${link}/subscriptions/${id}/keep-plan`);
    expect((await stripe.subscriptions.retrieve(id)).schedule).toBeNull();
    await send(`${link}/subscriptions/${id}/change`, { price: small.id, quantity: '1' });
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const changed = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    expect(changed.items.data[0]?.price.id).toBe(small.id);
    expect(changed.latest_invoice).toMatchObject({ status: 'paid', amount_paid: 1000 });
  });

  test('gives way to a cancellation', async () => {
    const { stripe, id, small, open } = await givenPortal((plans) => ({
      ...waiting(plans),
      subscription_cancel: { enabled: true },
    }));
    const link = await open();
    await send(`${link}/subscriptions/${id}/change`, { price: small.id, quantity: '1' });
    await send(`${link}/subscriptions/${id}/cancel`);
    const cancelled = await stripe.subscriptions.retrieve(id);
    expect([cancelled.schedule, day(cancelled.cancel_at)]).toEqual([null, '2026-02-01']);
  });
});

describe('a pause in the portal', () => {
  test('of a chosen length ends by itself', async () => {
    const { emulator, stripe, id, open } = await givenPortal(
      pauses({
        type: 'interval_options',
        interval_options: [{ interval: 'month' }, { interval: 'week', interval_count: 2 }],
      }),
    );
    const link = await open();
    const page = await textOf(`${link}/subscriptions/${id}/pause`);
    expect(page).toContain('1 month');
    expect(page).toContain('2 weeks');
    await send(`${link}/subscriptions/${id}/pause`, { duration: 'year-1' });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
    await send(`${link}/subscriptions/${id}/pause`, { duration: 'week-2' });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('paused');
    await emulator.advance({ to: new Date('2026-01-15T00:00:00Z') });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });

  test('without an end lasts until the customer resumes', async () => {
    const { stripe, id, open } = await givenPortal(pauses({ type: 'indefinite' }));
    const link = await open();
    await send(`${link}/subscriptions/${id}/pause`);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('paused');
    expect(await textOf(`${link}/home`)).toContain('Resume plan');
    await send(`${link}/subscriptions/${id}/resume`);
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
  });

  test('may be what a link is for, unless the plan cannot be paused or the feature is off', async () => {
    const { stripe, id, open } = await givenPortal(pauses({ type: 'indefinite' }));
    const flow = { type: 'subscription_pause', subscription_pause: { subscription: id } } as const;
    const done = { type: 'redirect', redirect: { return_url: 'https://example.com/paused' } } as const;
    const link = await open({ flow_data: { ...flow, after_completion: done } });
    expect(await textOf(link)).toContain('Pause your plan');
    expect(await send(`${link}/subscriptions/${id}/pause`)).toBe('https://example.com/paused');
    await expect(open({ flow_data: flow })).rejects.toThrow('cannot be paused');
    const without = await stripe.billingPortal.configurations.create({
      features: { invoice_history: { enabled: true } },
    });
    await expect(open({ flow_data: flow, configuration: without.id })).rejects.toMatchObject({
      param: 'flow_data[type]',
    });
  });
});

test('Only quantities can be changed where prices are not allowed to', async () => {
  const { id, open } = await givenPortal(({ small, large }) => ({
    subscription_update: {
      enabled: true,
      default_allowed_updates: ['quantity'],
      products: [small, large].map((price) => ({
        product: price.product as string,
        prices: [price.id],
        adjustable_quantity: { enabled: true, maximum: 5 },
      })),
    },
  }));
  const link = await open();
  const page = await textOf(`${link}/subscriptions/${id}/change`);
  expect(page).toContain('Quantity');
  expect(page).not.toContain('Small');
});

test('Invoices are shown ten at a time', async () => {
  const { stripe, customer, open } = await givenPortal(() => ({ invoice_history: { enabled: true } }));
  for (let count = 0; count < 11; count += 1) {
    await stripe.invoiceItems.create({ customer, amount: 100, currency: 'usd' });
    const { id } = await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' });
    await stripe.invoices.finalizeInvoice(id);
  }
  const link = await open();
  const rows = async (address: string): Promise<number> => (await textOf(address)).split('Invoice ').length - 1;
  expect(await rows(`${link}/home`)).toBe(10);
  expect(await textOf(`${link}/home`)).toContain('View more');
  expect(await rows(`${link}/home?invoices=20`)).toBe(12);
});

describe('the login page', () => {
  const features: Features = { invoice_history: { enabled: true } };

  test('gives a customer a link by their email, and says nothing of who is one', async () => {
    const { stripe, configuration } = await givenPortal(() => features);
    const { login_page: login } = await stripe.billingPortal.configurations.update(configuration.id, {
      login_page: { enabled: true },
    });
    const address = login.url ?? '';
    expect(await textOf(address)).toContain('Log in to manage your billing');
    const ask = async (email: string): Promise<string> =>
      (await fetch(address, { method: 'POST', body: new URLSearchParams({ email }) })).text();
    const found = await ask('ADA@example.com');
    const link = /href="([^"]*\/p\/session\/[^"]+)"/.exec(found)?.[1] ?? '';
    expect(await textOf(link)).toContain('Invoices');
    expect(await ask('nobody@example.com')).not.toContain('/p/session/');
    expect(await ask('nobody')).toContain('Your email is incomplete.');
    const off = await stripe.billingPortal.configurations.update(configuration.id, { login_page: { enabled: false } });
    expect(off.login_page).toEqual({ enabled: false, url: null });
    expect((await fetch(address)).status).toBe(404);
  });

  test('follows a link that has run out, where the session says so and until it says', async () => {
    const { emulator, open } = await givenPortal(() => features);
    const after = (expiresAt: string) =>
      ({
        after_expiration: { type: 'customer_login', customer_login: { expires_at: seconds(expiresAt) } },
      }) as const;
    const link = await open(after('2026-01-02T00:00:00Z'));
    await expect(open(after('2025-12-31T00:00:00Z'))).rejects.toMatchObject({
      param: 'after_expiration[customer_login][expires_at]',
    });
    await emulator.advance({ to: new Date('2026-01-01T12:00:00Z') });
    expect(await textOf(link)).toContain('Your link has expired');
    const body = new URLSearchParams({ email: 'ada@example.com' });
    expect(await (await fetch(`${link}/login`, { method: 'POST', body })).text()).toContain('/p/session/');
    await emulator.advance({ to: new Date('2026-01-02T00:00:00Z') });
    expect(await textOf(link)).toContain('This link has expired');
  });
});
