import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { day, givenCustomer, givenPrice, seconds } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';

/** The period of Stripe's own example: 6 August to 6 September 2020, changed with 445,540 seconds left. */
const started = new Date(1_596_749_288_000);
const changed = 1_598_982_148;

async function givenPlans(stripe: Stripe): Promise<{ small: Stripe.Price; large: Stripe.Price }> {
  return {
    small: await givenPrice(stripe, { unit_amount: 1000, name: 'Small' }),
    large: await givenPrice(stripe, { unit_amount: 3252, name: 'Large' }),
  };
}

function itemOf(subscription: Stripe.Subscription): string {
  return subscription.items.data[0]?.id ?? '';
}

function amounts(invoice: Stripe.Invoice): number[] {
  return invoice.lines.data.map(({ amount }) => amount);
}

describe('a change of plan in the middle of a period', () => {
  test('gives Stripe’s documented figures: −166, +541, and a next invoice of 3627', async () => {
    const { emulator, stripe } = await givenEmulator({ at: started });
    const { small, large } = await givenPlans(stripe);
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: small.id }] });
    expect(subscription.items.data[0]?.current_period_end).toBe(1_599_427_688);
    await emulator.advance({ to: new Date(changed * 1000) });
    const details = { items: [{ id: itemOf(subscription), price: large.id }], proration_date: changed };
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: details,
    });
    expect(amounts(preview)).toEqual([-166, 541, 3252]);
    expect(preview).toMatchObject({ total: 3627, amount_due: 3627, billing_reason: 'upcoming' });
    expect(preview.lines.data.map(({ description }) => description)).toEqual([
      'Unused time on Small after 01 Sep 2020',
      'Remaining time on Large after 01 Sep 2020',
      '1 × Large (at $32.52 / month)',
    ]);

    const updated = await stripe.subscriptions.update(subscription.id, details);
    expect(updated.items.data[0]).toMatchObject({ price: { id: large.id }, current_period_end: 1_599_427_688 });
    const items = await stripe.invoiceItems.list({ customer: customer.id, pending: true });
    expect(items.data.map(({ amount }) => amount)).toEqual([541, -166]);
    const [credit] = items.data.filter(({ amount }) => amount < 0);
    expect(credit).toMatchObject({
      proration: true,
      discountable: false,
      parent: { subscription_details: { subscription: subscription.id, subscription_item: itemOf(subscription) } },
      proration_details: { credited_items: { type: 'invoice_line_items' } },
    });

    await emulator.advance({ to: new Date((1_599_427_688 + 3600) * 1000) });
    const [invoice] = (await stripe.invoices.list({ subscription: subscription.id })).data;
    expect(invoice).toMatchObject({ status: 'paid', amount_paid: 3627, billing_reason: 'subscription_cycle' });
    expect(invoice?.lines.data[1]?.parent?.subscription_item_details).toMatchObject({ proration: true });
  });

  test('is billed at once with always_invoice, and tells it in order', async () => {
    const { emulator, stripe } = await givenEmulator();
    const endpoint = await givenEndpoint(stripe);
    const { small, large } = await givenPlans(stripe);
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: small.id }] });
    // 1 January to 1 February is 31 days; after 15.5 days half is left.
    await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
    endpoint.received.length = 0;
    const updated = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: itemOf(subscription), price: large.id }],
      proration_behavior: 'always_invoice',
      expand: ['latest_invoice'],
    });
    expect(updated.latest_invoice).toMatchObject({
      billing_reason: 'subscription_update',
      status: 'paid',
      amount_paid: 1626 - 500,
    });
    await emulator.settled();
    expect(endpoint.types().filter((type) => type !== 'charge.updated')).toEqual([
      'invoiceitem.created',
      'invoiceitem.created',
      'invoice.created',
      'invoice.finalized',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'invoice_payment.paid',
      'invoice.updated',
      'invoice.paid',
      'invoice.payment_succeeded',
      'customer.subscription.updated',
    ]);
    const change = endpoint.received.find(({ event }) => event.type === 'customer.subscription.updated')?.event;
    const previous = change?.data.previous_attributes as Record<string, unknown>;
    expect(Object.keys(previous).toSorted()).toEqual(
      ['items', 'latest_invoice', 'plan'].filter((name) => name in previous),
    );
  });

  test('credits the old quantity whole and debits the new one whole', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small } = await givenPlans(stripe);
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const created = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: small.id, quantity: 2 }],
    });
    await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
    await stripe.subscriptions.update(created.id, { items: [{ id: itemOf(created), quantity: 5 }] });
    const pending = await stripe.invoiceItems.list({ customer: customer.id, pending: true });
    expect(pending.data.map(({ amount, description }) => [amount, description])).toEqual([
      [2500, 'Remaining time on 5 × Small after 16 Jan 2026'],
      [-1000, 'Unused time on 2 × Small after 16 Jan 2026'],
    ]);
  });

  test('makes nothing with none; a flexible credit later is of what was really debited', async () => {
    const credits = async (type: 'flexible' | 'classic'): Promise<number[]> => {
      const { emulator, stripe } = await givenEmulator();
      const { small, large } = await givenPlans(stripe);
      const customer = await givenCustomer(stripe, 'pm_card_visa');
      const created = await stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: small.id }],
        billing_mode: { type },
      });
      await stripe.subscriptions.update(created.id, {
        items: [{ id: itemOf(created), price: large.id }],
        proration_behavior: 'none',
      });
      await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
      await stripe.subscriptions.update(created.id, { items: [{ id: itemOf(created), price: small.id }] });
      const pending = await stripe.invoiceItems.list({ customer: customer.id, pending: true });
      return pending.data.map(({ amount }) => amount);
    };
    // Paid 1000 for the month: flexible gives back half of that, classic half of the 3252 that were never debited.
    expect(await credits('flexible')).toEqual([500, -500]);
    expect(await credits('classic')).toEqual([500, -1626]);
  });

  test('uses discounted amounts: half of 50 % off', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, large } = await givenPlans(stripe);
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'forever' });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const created = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: small.id }],
      discounts: [{ coupon: coupon.id }],
    });
    await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
    await stripe.subscriptions.update(created.id, { items: [{ id: itemOf(created), price: large.id }] });
    const pending = await stripe.invoiceItems.list({ customer: customer.id, pending: true });
    expect(pending.data.map(({ amount }) => amount)).toEqual([813, -250]);
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const [invoice] = (await stripe.invoices.list({ subscription: created.id })).data;
    expect(invoice).toMatchObject({ total: 813 - 250 + 1626, total_discount_amounts: [{ amount: 1626 }] });
  });

  test('from a month to a year keeps the anchor in flexible billing and begins anew in classic', async () => {
    const switched = async (type: 'flexible' | 'classic'): Promise<[string, string, Stripe.Invoice]> => {
      const { emulator, stripe } = await givenEmulator();
      const { small } = await givenPlans(stripe);
      const yearly = await givenPrice(stripe, { unit_amount: 12_000, recurring: { interval: 'year' } });
      const customer = await givenCustomer(stripe, 'pm_card_visa');
      const created = await stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: small.id }],
        billing_mode: { type },
      });
      await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
      const updated = await stripe.subscriptions.update(created.id, {
        items: [{ id: itemOf(created), price: yearly.id }],
        proration_behavior: 'always_invoice',
        expand: ['latest_invoice'],
      });
      const invoice = updated.latest_invoice as Stripe.Invoice;
      return [day(updated.billing_cycle_anchor), day(updated.items.data[0]?.current_period_end), invoice];
    };
    const [anchor, end, flexible] = await switched('flexible');
    expect([anchor, end]).toEqual(['2026-01-01', '2027-01-01']);
    // 349.5 of 365 days of 12000 is 11490.4; half of 1000 comes back.
    expect(flexible.total).toBe(11_490 - 500);
    const [newAnchor, newEnd, classic] = await switched('classic');
    expect([newAnchor, newEnd]).toEqual(['2026-01-16', '2027-01-16']);
    expect(classic.total).toBe(12_000 - 500);
  });

  test('a downgrade’s credit lowers the next invoice, and what is left over becomes a balance', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, large } = await givenPlans(stripe);
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const created = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: large.id, quantity: 2 }],
    });
    await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
    const updated = await stripe.subscriptions.update(created.id, {
      items: [{ id: itemOf(created), price: small.id }],
      proration_behavior: 'always_invoice',
      expand: ['latest_invoice'],
    });
    // Half of 6504 back, half of 1000 due.
    expect(updated.latest_invoice).toMatchObject({
      total: 500 - 3252,
      amount_due: 0,
      status: 'paid',
      ending_balance: -2752,
    });
    expect((await stripe.customers.retrieve(customer.id)) as Stripe.Customer).toMatchObject({ balance: -2752 });
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    const [invoice] = (await stripe.invoices.list({ subscription: created.id })).data;
    expect(invoice).toMatchObject({
      total: 1000,
      amount_due: 0,
      starting_balance: -2752,
      ending_balance: -1752,
      status: 'paid',
    });
  });

  test('with pending_if_incomplete waits for its payment', async () => {
    const { emulator, stripe } = await givenEmulator();
    const { small, large } = await givenPlans(stripe);
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const created = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: small.id }] });
    const broken = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    await stripe.subscriptions.update(created.id, { default_payment_method: broken.id });
    await emulator.advance({ to: new Date('2026-01-16T12:00:00Z') });
    const change = (): Promise<Stripe.Subscription> =>
      stripe.subscriptions.update(created.id, {
        items: [{ id: itemOf(created), price: large.id }],
        proration_behavior: 'always_invoice',
        payment_behavior: 'pending_if_incomplete',
      });
    const waiting = await change();
    expect(waiting).toMatchObject({ status: 'active', items: { data: [{ price: { id: small.id } }] } });
    expect(waiting.pending_update).toMatchObject({
      expires_at: seconds('2026-01-17T11:00:00Z'),
      subscription_items: [{ price: { id: large.id } }],
    });
    await emulator.advance({ seconds: 23 * 3600 });
    const expired = await stripe.subscriptions.retrieve(created.id, { expand: ['latest_invoice'] });
    expect(expired).toMatchObject({ pending_update: null, latest_invoice: { status: 'void' } });

    const again = await change();
    await stripe.invoices.pay(again.latest_invoice as string, { payment_method: 'pm_card_visa' });
    const applied = await stripe.subscriptions.retrieve(created.id);
    expect(applied).toMatchObject({ pending_update: null, items: { data: [{ price: { id: large.id } }] } });
  });

  test('refuses metadata together with pending_if_incomplete', async () => {
    const { stripe } = await givenEmulator();
    const { small } = await givenPlans(stripe);
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const created = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: small.id }] });
    await expect(
      stripe.subscriptions.update(created.id, { payment_behavior: 'pending_if_incomplete', metadata: { a: 'b' } }),
    ).rejects.toThrow('pending_if_incomplete');
  });
});
