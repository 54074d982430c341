import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';
import { givenEndpoint } from '../testing/given-endpoint.ts';
import { givenCustomer, givenPrice, seconds } from './given-billing.ts';

type Behavior = 'keep_as_draft' | 'mark_uncollectible' | 'void';

async function givenCollectionPaused(behavior: Behavior, resumesAt?: string) {
  const { emulator, stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
  const endpoint = await givenEndpoint(stripe);
  await stripe.subscriptions.update(id, {
    pause_collection: { behavior, ...(resumesAt === undefined ? {} : { resumes_at: seconds(resumesAt) }) },
  });
  const latest = async (): Promise<Stripe.Invoice> => {
    const { latest_invoice: invoice } = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] });
    return invoice as Stripe.Invoice;
  };
  return { emulator, stripe, customer, id, endpoint, latest };
}

describe('while collection is paused, a renewal', () => {
  test('stays a draft with keep_as_draft, and goes on being one when collection resumes', async () => {
    const { emulator, stripe, id, endpoint, latest } = await givenCollectionPaused('keep_as_draft');
    await emulator.advance({ to: new Date('2026-02-03T00:00:00Z') });
    const draft = await latest();
    expect(draft).toMatchObject({ status: 'draft', auto_advance: false, total: 1000 });
    expect((await stripe.subscriptions.retrieve(id)).status).toBe('active');
    expect(endpoint.types()).not.toContain('invoice.upcoming');
    await stripe.subscriptions.update(id, { pause_collection: '' });
    await emulator.advance({ to: new Date('2026-03-01T01:00:00Z') });
    expect((await stripe.invoices.retrieve(draft.id)).status).toBe('draft');
    expect((await latest()).status).toBe('paid');
  });

  test('is voided with void', async () => {
    const { emulator, latest, stripe, customer } = await givenCollectionPaused('void');
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    expect((await latest()).status).toBe('void');
    expect((await stripe.charges.list({ customer })).data).toHaveLength(1);
  });

  test('is written off with mark_uncollectible, unless a balance covers it', async () => {
    const { emulator, latest, stripe, customer } = await givenCollectionPaused('mark_uncollectible');
    await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
    expect((await latest()).status).toBe('uncollectible');
    await stripe.customers.createBalanceTransaction(customer, { amount: -2000, currency: 'usd' });
    await emulator.advance({ to: new Date('2026-03-01T01:00:00Z') });
    expect(await latest()).toMatchObject({ status: 'paid', amount_due: 0, total: 1000 });
  });
});

test('Collection resumes by itself on its day', async () => {
  const { emulator, stripe, id, endpoint, latest } = await givenCollectionPaused('void', '2026-02-10T00:00:00Z');
  await emulator.advance({ to: new Date('2026-02-10T00:00:00Z') });
  expect((await stripe.subscriptions.retrieve(id)).pause_collection).toBeNull();
  expect(endpoint.types().at(-1)).toBe('customer.subscription.updated');
  await emulator.advance({ to: new Date('2026-03-01T01:00:00Z') });
  expect((await latest()).status).toBe('paid');
});

test('What was owed before collection was paused goes on being collected', async () => {
  const { emulator, stripe } = await givenEmulator();
  const price = await givenPrice(stripe, { unit_amount: 1000 });
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const { id } = await stripe.subscriptions.create({ customer, items: [{ price: price.id }] });
  const broken = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: broken.id } });
  await emulator.advance({ to: new Date('2026-02-01T01:00:00Z') });
  const owed = await stripe.subscriptions.update(id, { pause_collection: { behavior: 'void' } });
  await emulator.advance({ to: new Date('2026-02-04T01:00:00Z') });
  expect((await stripe.invoices.retrieve(owed.latest_invoice as string)).attempt_count).toBe(2);
});
