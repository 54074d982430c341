import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import { reserveCustomer } from '../customers/table.ts';
import { money } from '../kernel/money.ts';
import { transact } from '../kernel/transact.ts';
import { deliverDueMail, listKeptMail } from '../notifications/index.ts';
import { givenBilling, type TestBilling } from '../testing/given-billing.ts';
import { mailFailedPayment } from './emails.ts';
import { storeInvoice, type InvoiceRow } from './table.ts';

const now = new Date('2026-04-01T13:00:00Z');
const invoiceUrl = 'https://invoice.example/i/1';
let billing: TestBilling;

beforeAll(async () => {
  billing = await givenBilling({ catalog: mmarkov, at: now });
  await reserveCustomer(billing.db, {
    userId: 'ada',
    email: 'ada@example.com',
    name: 'Ada & Charles <together>',
    locale: null,
    accountType: 'individual',
    signupDate: now,
  });
});

afterEach(async () => {
  await billing.db.deleteFrom('outgoing_mail').execute();
});

afterAll(() => billing.close());

function openInvoice(change: Partial<InvoiceRow> = {}): InvoiceRow {
  return {
    id: 'in_1',
    userId: 'ada',
    customerId: 'cus_1',
    subscriptionId: null,
    status: 'open',
    number: 'A1B2-0002',
    billingReason: 'subscription_cycle',
    total: money(1499, 'usd'),
    amountDue: 1499,
    amountPaid: 0,
    amountRemaining: 1499,
    attemptCount: 1,
    nextPaymentAttempt: new Date('2026-04-04T13:00:00Z'),
    lastPaymentError: 'insufficient_funds',
    hostedInvoiceUrl: invoiceUrl,
    invoicePdf: null,
    periodStart: now,
    periodEnd: now,
    finalizedAt: now,
    paidAt: null,
    createdAt: now,
    ...change,
  };
}

async function fail(invoice: InvoiceRow, attempt = 1): Promise<void> {
  await transact(billing, async (tx) => {
    await storeInvoice(tx.db, invoice);
    await mailFailedPayment(tx, { invoice, attempt, failedAt: now });
  });
}

async function sentMail() {
  await deliverDueMail(billing);
  return listKeptMail(billing.db);
}

describe('the mail about a failed payment', () => {
  it('says how much, why, where to pay and what happens otherwise', async () => {
    await fail(openInvoice());
    const [mail] = await sentMail();
    expect(mail?.subject).toBe('Your payment of $14.99 to MMarkov did not go through');
    for (const fact of [
      '$14.99',
      'There is not enough money on the account',
      'April 4, 2026',
      invoiceUrl,
      'A1B2-0002',
    ]) {
      expect(mail?.text).toContain(fact);
    }
    expect(mail?.html).toContain(`href="${invoiceUrl}"`);
    expect(mail?.html).not.toContain('<together>');
  });

  it('comes once for each attempt', async () => {
    await fail(openInvoice(), 1);
    await fail(openInvoice(), 1);
    await fail(openInvoice({ attemptCount: 2, nextPaymentAttempt: null }), 2);
    const mail = await sentMail();
    expect(mail).toHaveLength(2);
    expect(mail[0]?.text).toContain('We will not try the card again by ourselves');
  });

  it('asks to confirm when the bank wants that', async () => {
    await fail(openInvoice({ lastPaymentError: 'authentication_required' }));
    const [mail] = await sentMail();
    expect(mail?.html).toContain('Please confirm your payment');
    expect(mail?.text).toContain('Your bank wants you to confirm the payment first.');
  });

  it('is dropped when the invoice was paid before it could be sent', async () => {
    await fail(openInvoice());
    await storeInvoice(billing.db, openInvoice({ status: 'paid', amountPaid: 1499, amountRemaining: 0, paidAt: now }));
    expect(await sentMail()).toEqual([]);
  });
});
