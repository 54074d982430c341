// What Stripe's documentation says of when subscriptions are billed, and for how much then.
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';
import { day, givenCustomer, givenPrice, seconds } from './given-billing.ts';

type Params = Partial<Stripe.SubscriptionCreateParams>;
type Interval = Stripe.PriceCreateParams.Recurring;

const modes = ['flexible', 'classic'] as const;
const monthly: Interval = { interval: 'month' };

/** A subscription to prices of as many dollars as July has days, each at its interval. */
async function givenSubscription(at: string, params: Params = {}, intervals: Interval[] = [monthly], card = true) {
  const { emulator, stripe } = await givenEmulator({ at: new Date(at) });
  const { id: customer } = await givenCustomer(stripe, card ? 'pm_card_visa' : undefined);
  const prices = await Promise.all(intervals.map((recurring) => givenPrice(stripe, { unit_amount: 3100, recurring })));
  const items = prices.map(({ id: price }) => ({ price }));
  const subscription = await stripe.subscriptions.create({ customer, items, ...params });
  return {
    stripe,
    customer,
    subscription,
    to: (moment: string) => emulator.advance({ to: new Date(moment) }),
    now: () => stripe.subscriptions.retrieve(subscription.id),
    invoices: async () => {
      const { data } = await stripe.invoices.list({ subscription: subscription.id, limit: 100 });
      return data.toReversed().map(({ created, total }): [string, number] => [day(created), total]);
    },
  };
}

function periods({ items }: Stripe.Subscription): [string, string][] {
  return items.data.map((item) => [day(item.current_period_start), day(item.current_period_end)]);
}

// https://docs.stripe.com/billing/subscriptions/billing-cycle
describe('a billing cycle anchor', () => {
  test('on the 31st, wished for every two months in February, is in August; the first period ends with February', async () => {
    const params = { billing_cycle_anchor_config: { day_of_month: 31 } };
    const { subscription, to, invoices } = await givenSubscription('2026-02-10', params, [
      { interval: 'month', interval_count: 2 },
    ]);
    expect([day(subscription.billing_cycle_anchor), periods(subscription)]).toEqual([
      '2026-08-31',
      [['2026-02-10', '2026-02-28']],
    ]);
    await to('2026-09-01T00:00:00Z');
    // 18 of the 59 days from 31 December to 28 February.
    expect(await invoices()).toEqual([
      ['2026-02-10', 946],
      ['2026-02-28', 3100],
      ['2026-04-30', 3100],
      ['2026-06-30', 3100],
      ['2026-08-31', 3100],
    ]);
  });

  test('may name the month of a yearly price, and a month further than a monthly price bills next', async () => {
    const config = { billing_cycle_anchor_config: { month: 7, day_of_month: 1, hour: 0, minute: 0, second: 0 } };
    const yearly = await givenSubscription('2026-01-01', config, [{ interval: 'year' }]);
    expect([day(yearly.subscription.billing_cycle_anchor), await yearly.invoices()]).toEqual([
      '2026-07-01',
      // 181 of 365 days.
      [['2026-01-01', 1537]],
    ]);
    const month = await givenSubscription('2026-02-10', config);
    expect([day(month.subscription.billing_cycle_anchor), periods(month.subscription)]).toEqual([
      '2026-07-01',
      [['2026-02-10', '2026-03-01']],
    ]);
  });

  test('on a Friday bills every Friday', async () => {
    const params = { billing_cycle_anchor: seconds('2022-06-03') };
    const { to, invoices } = await givenSubscription('2022-06-01', params, [{ interval: 'week' }]);
    await to('2022-06-17T00:00:00Z');
    // Two days of seven first.
    expect(await invoices()).toEqual([
      ['2022-06-01', 886],
      ['2022-06-03', 3100],
      ['2022-06-10', 3100],
      ['2022-06-17', 3100],
    ]);
  });

  test('ahead makes the time until then free, without an invoice, where nothing is prorated', async () => {
    const params = { billing_cycle_anchor: seconds('2026-08-01'), proration_behavior: 'none' } as const;
    const { to, invoices } = await givenSubscription('2026-07-15', params);
    expect(await invoices()).toEqual([]);
    await to('2026-08-01T00:00:00Z');
    expect(await invoices()).toEqual([['2026-08-01', 3100]]);
  });
});

// https://docs.stripe.com/billing/subscriptions/trials/free-trials#combine-trials-with-a-specific-billing-cycle-anchor
describe('a trial with an anchor of its own', () => {
  test('from 15 to 22 July is followed by ten days until 1 August', async () => {
    const params = { trial_end: seconds('2026-07-22'), billing_cycle_anchor: seconds('2026-08-01') };
    const { to, invoices } = await givenSubscription('2026-07-15', params);
    await to('2026-09-01T00:00:00Z');
    expect(await invoices()).toEqual([
      ['2026-07-15', 0],
      ['2026-07-22', 1000],
      ['2026-08-01', 3100],
      ['2026-09-01', 3100],
    ]);
  });

  test('that ends after the first of the month is followed by what is left of that month', async () => {
    const first = { day_of_month: 1, hour: 0, minute: 0, second: 0 };
    const params = { trial_period_days: 7, billing_cycle_anchor_config: first };
    const { to, invoices } = await givenSubscription('2026-07-28', params);
    await to('2026-09-01T00:00:00Z');
    // 28 days of August.
    expect(await invoices()).toEqual([
      ['2026-07-28', 0],
      ['2026-08-04', 2800],
      ['2026-09-01', 3100],
    ]);
  });
});

describe.each(modes)('a trial of a subscription that runs already (%s)', (mode) => {
  const billing_mode = { type: mode };

  // https://docs.stripe.com/billing/subscriptions/billing-cycle#change-the-billing-period-using-a-trial-period
  test.each([
    ['none', 0],
    // 8 of the 30 days from 23 June on come back.
    ['create_prorations', -827],
  ] as const)(
    'moves its cycle from 23 July to 1 August, and with %s begins with an invoice of %i',
    async (behavior, total) => {
      const { stripe, subscription, to, invoices } = await givenSubscription('2026-06-23', { billing_mode });
      await to('2026-07-15T00:00:00Z');
      await stripe.subscriptions.update(subscription.id, {
        trial_end: seconds('2026-08-01'),
        proration_behavior: behavior,
      });
      await to('2026-08-01T02:00:00Z');
      expect(await invoices()).toEqual([
        ['2026-06-23', 3100],
        ['2026-07-15', total],
        ['2026-08-01', 3100],
      ]);
      const [latest] = (await stripe.invoices.list({ subscription: subscription.id })).data;
      expect(latest?.amount_paid).toBe(3100 + total);
    },
  );

  // https://docs.stripe.com/billing/subscriptions/billing-mode/compare#update-trial-start-date-for-subsequent-trials
  test('shows when the first or the latest trial began', async () => {
    const params = { billing_mode, trial_end: seconds('2026-02-01') };
    const { stripe, subscription, to } = await givenSubscription('2026-01-01', params);
    await to('2026-03-01T00:00:00Z');
    const again = { trial_end: seconds('2026-04-01'), proration_behavior: 'none' } as const;
    const { trial_start: began } = await stripe.subscriptions.update(subscription.id, again);
    expect(day(began)).toBe(mode === 'flexible' ? '2026-03-01' : '2026-01-01');
  });

  // https://docs.stripe.com/billing/subscriptions/trials/free-trials#update-a-subscription-in-a-trial
  test('invoices nothing for what is added to it: the new item, or all there is', async () => {
    const { stripe, subscription, to, now } = await givenSubscription('2026-01-01', {
      billing_mode,
      trial_end: seconds('2026-01-15'),
    });
    await to('2026-01-05T00:00:00Z');
    const { id: price } = await givenPrice(stripe, { unit_amount: 2000 });
    await stripe.subscriptions.update(subscription.id, { items: [{ price, quantity: 2 }] });
    const { latest_invoice: id } = await now();
    const { lines, status, total } = await stripe.invoices.retrieve(id as string);
    expect([status, total]).toEqual(['paid', 0]);
    expect(lines.data.map(({ description, period }) => [description, day(period.start), day(period.end)])).toEqual(
      mode === 'flexible'
        ? [['Free trial for 2 × Lightweight', '2026-01-05', '2026-01-15']]
        : [
            ['Trial period for Lightweight', '2026-01-05', '2026-01-15'],
            ['Trial period for Lightweight', '2026-01-05', '2026-01-15'],
          ],
    );
  });

  // https://docs.stripe.com/billing/subscriptions/billing-mode/compare#preserve-original-trial-end-date-when-subscription-cancels
  test('is as long as before when an earlier end is taken back, or stays shorter', async () => {
    const { stripe, subscription, to, invoices } = await givenSubscription('2026-01-01', {
      billing_mode,
      trial_end: seconds('2026-01-15'),
    });
    await stripe.subscriptions.update(subscription.id, { cancel_at: seconds('2026-01-10') });
    const { trial_end: end } = await stripe.subscriptions.update(subscription.id, { cancel_at: '' });
    await to('2026-01-15T02:00:00Z');
    const until = mode === 'flexible' ? '2026-01-15' : '2026-01-10';
    expect([day(end), await invoices()]).toEqual([
      until,
      [
        ['2026-01-01', 0],
        [until, 3100],
      ],
    ]);
  });
});

// https://docs.stripe.com/billing/subscriptions/mixed-interval
describe('items of different intervals', () => {
  const every = (count: number, interval: Interval['interval'] = 'month'): Interval => ({
    interval,
    interval_count: count,
  });

  test('keep their own periods, and share an invoice where those end together', async () => {
    const { subscription, to, now, invoices } = await givenSubscription('2026-01-01', {}, [
      every(1),
      every(2),
      every(3),
    ]);
    const seen = [periods(subscription)];
    for (const moment of ['2026-02-01', '2026-03-01', '2026-04-01']) {
      await to(`${moment}T00:00:00Z`);
      seen.push(periods(await now()));
    }
    const [january, february, march, april] = seen.map((all) =>
      all.map(([start, end]) => `${start.slice(5, 7)}–${end.slice(5, 7)}`),
    );
    expect([january, february, march, april]).toEqual([
      ['01–02', '01–03', '01–04'],
      ['02–03', '01–03', '01–04'],
      ['03–04', '03–05', '01–04'],
      ['04–05', '03–05', '04–07'],
    ]);
    expect((await invoices()).map(([, total]) => total)).toEqual([9300, 3100, 6200, 6200]);
  });

  test.each([
    ['1 month, 3 months', [every(1), every(3)]],
    ['1 month, 1 year', [every(1), every(1, 'year')]],
    ['1 day, 1 week', [every(1, 'day'), every(1, 'week')]],
    ['1 day, 2 years', [every(1, 'day'), every(2, 'year')]],
    ['2 weeks, 4 weeks', [every(2, 'week'), every(4, 'week')]],
    ['2, 4 and 6 months', [every(2), every(4), every(6)]],
  ])('%s go together', async (_, intervals) => {
    expect((await givenSubscription('2026-01-01', {}, intervals)).subscription.status).toBe('active');
  });

  test.each([
    ['2 months, 3 months', [every(2), every(3)]],
    ['4 months, 6 months', [every(4), every(6)]],
    ['1 week, 1 month', [every(1, 'week'), every(1)]],
    ['2 days, 1 week', [every(2, 'day'), every(1, 'week')]],
    ['5 months, 1 year', [every(5), every(1, 'year')]],
  ])('%s do not', async (_, intervals) => {
    await expect(givenSubscription('2026-01-01', {}, intervals)).rejects.toMatchObject({ param: 'items' });
  });

  // https://docs.stripe.com/billing/subscriptions/mixed-interval#pause-at-trial-end-and-resume
  test.each([
    [
      'unchanged',
      [
        ['2026-02-01', '2026-03-01'],
        ['2026-02-01', '2026-04-01'],
      ],
      [
        ['2026-03-01', 3100],
        ['2026-04-01', 6200],
      ],
    ],
    [
      'now',
      [
        ['2026-02-15', '2026-03-15'],
        ['2026-02-15', '2026-04-15'],
      ],
      [
        ['2026-02-15', 6200],
        ['2026-03-15', 3100],
      ],
    ],
  ] as const)('paused when the trial ended, they resume with the anchor %s', async (type, running, billed) => {
    const params: Params = {
      trial_end: seconds('2026-02-01'),
      trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
    };
    const ground = await givenSubscription('2026-01-01', params, [every(1), every(2)], false);
    const { stripe, customer, subscription, to, now, invoices } = ground;
    await to('2026-02-15T00:00:00Z');
    const { id: method } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method } });
    await stripe.subscriptions.resume(subscription.id, { billing_cycle_anchor: { type }, proration_behavior: 'none' });
    expect(periods(await now())).toEqual(running);
    await to('2026-04-01T00:00:00Z');
    expect((await invoices()).slice(1)).toEqual(billed);
  });
});
