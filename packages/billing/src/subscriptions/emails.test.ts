import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import { reserveCustomer } from '../customers/table.ts';
import { addDays } from '../kernel/time.ts';
import { transact } from '../kernel/transact.ts';
import { deliverDueMail, listKeptMail } from '../notifications/index.ts';
import { storePaymentMethod } from '../payment-methods/table.ts';
import { givenBilling, type TestBilling } from '../testing/given-billing.ts';
import { mailSubscription } from './emails.ts';
import { storeSubscription, type SubscriptionRow } from './table.ts';

const now = new Date('2026-03-01T12:00:00Z');
let billing: TestBilling;

beforeAll(async () => {
  billing = await givenBilling({ catalog: mmarkov, at: now });
  await reserveCustomer(billing.db, {
    userId: 'ada',
    email: 'ada@example.com',
    name: 'Ada',
    locale: null,
    accountType: 'individual',
    signupDate: now,
  });
  const card = { brand: 'visa', last4: '4242', expMonth: 12, expYear: 2034 };
  await storePaymentMethod(billing.db, { id: 'pm_1', customerId: 'cus_1', type: 'card', card });
});

afterEach(async () => {
  await billing.db.deleteFrom('outgoing_mail').execute();
  await billing.db.deleteFrom('subscriptions').execute();
});

afterAll(() => billing.close());

function lightweight(change: Partial<SubscriptionRow> = {}): SubscriptionRow {
  return {
    id: 'sub_1',
    userId: 'ada',
    customerId: 'cus_1',
    status: 'active',
    tier: 'lightweight',
    billingPeriod: 'annual',
    priceId: 'price_1',
    price: { amount: 11900, currency: 'usd' },
    quantity: 1,
    currentPeriodStart: now,
    currentPeriodEnd: new Date('2027-03-01T12:00:00Z'),
    cancelAtPeriodEnd: false,
    cancelAt: null,
    canceledAt: null,
    endedAt: null,
    cancellationReason: null,
    trialEnd: null,
    pastDueSince: null,
    latestInvoiceId: null,
    defaultPaymentMethodId: 'pm_1',
    createdAt: now,
    ...change,
  };
}

/** Stores the row and tells the mail of the change, as a look does. */
async function change(before: SubscriptionRow | undefined, after: SubscriptionRow): Promise<void> {
  await transact(billing, async (tx) => {
    await storeSubscription(tx.db, after);
    await mailSubscription(tx, { before, after });
  });
}

async function sentMail() {
  await deliverDueMail(billing);
  return listKeptMail(billing.db);
}

describe('the welcome', () => {
  it('comes once, with price, renewal, card and the way out', async () => {
    await change(undefined, lightweight());
    await change(undefined, lightweight());
    const mail = await sentMail();
    expect(mail.map(({ subject }) => subject)).toEqual(['Welcome to MMarkov Lightweight']);
    for (const fact of ['$119.00 a year', 'March 1, 2027', 'Visa ending in 4242', 'cancel at any time', 'MMARKOV']) {
      expect(mail[0]?.text).toContain(fact);
      expect(mail[0]?.html).toContain(fact);
    }
  });

  it('comes when a first payment that had to be confirmed went through', async () => {
    const waiting = lightweight({ status: 'incomplete' });
    await change(undefined, waiting);
    expect(await sentMail()).toEqual([]);
    await change(waiting, lightweight());
    expect(await sentMail()).toHaveLength(1);
  });

  it.each([
    ['is over already', lightweight({ status: 'canceled', endedAt: now })],
    ['is to none of our plans', lightweight({ tier: null })],
    ['was sold long before we saw it', lightweight({ createdAt: addDays(now, -30) })],
    ['recovers from a failed payment', lightweight({ status: 'past_due' })],
  ])('does not come for a subscription that %s', async (_why, row) => {
    await change(undefined, row);
    expect(await sentMail()).toEqual([]);
  });

  it('comes for the first of two that were bought in two windows, not for the second', async () => {
    await change(undefined, lightweight());
    await change(undefined, lightweight({ id: 'sub_2', createdAt: addDays(now, 0.001) }));
    expect(await sentMail()).toHaveLength(1);
  });

  it('is dropped when the subscription ended before it could be sent', async () => {
    await change(undefined, lightweight());
    await storeSubscription(billing.db, lightweight({ status: 'canceled', endedAt: now }));
    expect(await sentMail()).toEqual([]);
    const [row] = await billing.db.selectFrom('outgoing_mail').select('state').execute();
    expect(row?.state).toBe('dropped');
  });
});

describe('the confirmation of a cancellation', () => {
  const planned = lightweight({
    cancelAt: new Date('2027-03-01T12:00:00Z'),
    canceledAt: new Date('2026-05-01T00:00:00Z'),
  });

  it('says when access ends, and the end itself is not told again', async () => {
    await change(lightweight(), planned);
    const ended = { ...planned, status: 'canceled', endedAt: planned.cancelAt } as const;
    expect((await sentMail()).map(({ subject }) => subject)).toEqual([
      'Your MMarkov Lightweight plan ends on March 1, 2027',
    ]);
    await change(planned, ended);
    expect(await sentMail()).toHaveLength(1);
  });

  it('is dropped when the person changed their mind before it was sent', async () => {
    await change(lightweight(), planned);
    await change(planned, lightweight());
    expect(await sentMail()).toEqual([]);
  });

  it('comes again when somebody keeps the plan and cancels once more', async () => {
    await change(lightweight(), planned);
    await sentMail();
    await change(planned, lightweight());
    await change(lightweight(), { ...planned, canceledAt: new Date('2026-06-01T00:00:00Z') });
    expect(await sentMail()).toHaveLength(2);
  });

  it('says why when the plan ended because it was not paid', async () => {
    const pastDue = lightweight({ status: 'past_due' });
    await change(pastDue, lightweight({ status: 'canceled', endedAt: now, cancellationReason: 'payment_failed' }));
    const [mail] = await sentMail();
    expect(mail?.subject).toBe('Your MMarkov Lightweight plan has ended');
    expect(mail?.text).toContain('because its last payment could not be made');
    expect(mail?.text).toContain('you are on Strawweight, our free plan');
  });
});
