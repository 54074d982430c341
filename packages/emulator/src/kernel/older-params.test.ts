// The words of the Stripe CLI's fixtures, which are older than the API that is served.
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { day, givenCustomer, givenPrice } from '../billing-cycle/given-billing.ts';
import { ask, givenEmulator } from '../testing/given-emulator.ts';

const ofCli = { 'user-agent': 'Stripe/v1 stripe-cli/1.42.14' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

async function givenCaller(interval: { interval: 'day' | 'month'; interval_count?: number } = { interval: 'month' }) {
  const { emulator, stripe } = await givenEmulator();
  const { id: price } = await givenPrice(stripe, { unit_amount: 1500, recurring: interval });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const schedule = async (phases: Record<string, string>, headers: Record<string, string> = ofCli) => {
    const body = new URLSearchParams({ customer, start_date: 'now', ...phases }).toString();
    const answer = await ask(emulator, 'POST', '/v1/subscription_schedules', {
      body,
      headers: { ...form, ...headers },
    });
    return { error: answer.error, schedule: answer.body as unknown as Stripe.SubscriptionSchedule };
  };
  return { price, schedule };
}

function ends({ phases }: Stripe.SubscriptionSchedule): string[] {
  return phases.map((phase) => day(phase.end_date));
}

describe('a phase of the CLI’s fixtures', () => {
  test('counts its price’s intervals, and lasts for one where it says nothing', async () => {
    const { price, schedule } = await givenCaller();
    const { schedule: made } = await schedule({
      'phases[0][iterations]': '2',
      'phases[0][items][0][price]': price,
      'phases[1][items][0][price]': price,
      'phases[1][items][0][quantity]': '2',
    });
    // Two months, then one.
    expect(ends(made)).toEqual(['2026-03-01', '2026-04-01']);
  });

  test('counts intervals of several days as many times', async () => {
    const { price, schedule } = await givenCaller({ interval: 'day', interval_count: 10 });
    const { schedule: made } = await schedule({
      'phases[0][iterations]': '3',
      'phases[0][items][0][price]': price,
    });
    expect(ends(made)).toEqual(['2026-01-31']);
  });

  test('keeps the end that it names', async () => {
    const { price, schedule } = await givenCaller();
    const end = Date.parse('2026-01-20T00:00:00Z') / 1000;
    const { schedule: made } = await schedule({
      'phases[0][end_date]': String(end),
      'phases[0][items][0][price]': price,
    });
    expect(ends(made)).toEqual(['2026-01-20']);
  });

  test('is refused of everybody else, and where nothing says how long an interval is', async () => {
    const { price, schedule } = await givenCaller();
    const counted = { 'phases[0][iterations]': '1', 'phases[0][items][0][price]': price };
    expect((await schedule(counted, {})).error).toMatchObject({ param: 'phases[0][iterations]' });
    const versioned = { ...ofCli, 'stripe-version': '2026-10-28.endive' };
    expect((await schedule(counted, versioned)).error).toMatchObject({ param: 'phases[0][iterations]' });
    const unknown = { ...counted, 'phases[0][items][0][price]': 'price_none' };
    expect((await schedule(unknown)).error).toMatchObject({ param: 'phases[0][iterations]' });
  });
});
