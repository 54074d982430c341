import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { invoiceDocument } from './invoice-document.ts';

async function givenInvoice(fields: Partial<Stripe.InvoiceCreateParams> = {}) {
  const { emulator, stripe } = await givenEmulator();
  const customer = await stripe.customers.create({
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    address: { line1: 'Unter den Linden 5', city: 'Berlin', postal_code: '10117', country: 'DE' },
    tax_id_data: [{ type: 'eu_vat', value: 'DE123456789' }],
    balance: -500,
  });
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever', name: 'Welcome' });
  const vat = { display_name: 'VAT', percentage: 19, inclusive: false, jurisdiction: 'DE' };
  const draft = await stripe.invoices.create({
    customer: customer.id,
    collection_method: 'send_invoice',
    days_until_due: 30,
    default_payment_method: card.id,
    default_tax_rates: [(await stripe.taxRates.create(vat)).id],
    discounts: [{ coupon: coupon.id }],
    custom_fields: [{ name: 'PO number', value: '4711' }],
    description: 'Thank you.',
    footer: 'Registered in Berlin.',
    ...fields,
  });
  const item = { customer: customer.id, invoice: draft.id, amount: 12_000, currency: 'usd', description: 'Coaching' };
  await stripe.invoiceItems.create(item);
  const invoice = await stripe.invoices.finalizeInvoice(draft.id);
  const printed = () => emulator.transact((tx) => invoiceDocument(tx, tx.get('invoice', draft.id)));
  return { emulator, stripe, customer, draft, invoice, printed };
}

const pdfOf = async (url: string | null | undefined) => {
  const response = await fetch(url ?? '');
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

describe('an invoice', () => {
  test('that is void says that nothing is due any more', async () => {
    const { stripe, draft, printed } = await givenInvoice();
    await stripe.invoices.voidInvoice(draft.id);
    const { headline, totals } = await printed();
    expect(headline).toBe('Void: $123.52 is no longer due');
    expect(totals.at(-1)).toEqual({ name: 'No longer due', amount: '$123.52', isStrong: true });
    expect(totals.map(({ name }) => name)).not.toContain('Amount due');
  });

  test('says who owes what for what, until when', async () => {
    const { printed, invoice } = await givenInvoice();
    // $120.00 less 10% is $108.00; 19% of that is $20.52; of the $128.52 the balance pays $5.00.
    expect(await printed()).toEqual({
      title: 'Invoice',
      number: invoice.number,
      created: invoice.created,
      paper: 'letter',
      sender: 'Purser sandbox',
      facts: [
        { name: 'Date of issue', value: '1 January 2026' },
        { name: 'Date due', value: '31 January 2026' },
        { name: 'PO number', value: '4711' },
      ],
      parties: [
        { title: null, lines: ['Purser sandbox', 'United States'] },
        {
          title: 'Bill to',
          lines: [
            'Ada Lovelace',
            'Unter den Linden 5',
            'Berlin, 10117',
            'Germany',
            'ada@example.com',
            'EU VAT number DE123456789',
          ],
        },
      ],
      headline: '$123.52 due 31 January 2026',
      link: { label: 'Pay online', url: invoice.hosted_invoice_url },
      memo: 'Thank you.',
      lines: [
        { description: 'Coaching', details: [], quantity: '1', unitAmount: '$120.00', tax: '19%', amount: '$120.00' },
      ],
      totals: [
        { name: 'Subtotal', amount: '$120.00' },
        { name: 'Welcome (10% off)', amount: '-$12.00' },
        { name: 'Total excluding tax', amount: '$108.00' },
        { name: 'VAT – DE (19% on $108.00)', amount: '$20.52' },
        { name: 'Total', amount: '$128.52' },
        { name: 'Applied balance', amount: '-$5.00' },
        { name: 'Amount due', amount: '$123.52', isStrong: true },
      ],
      tables: [],
      footer: 'Registered in Berlin.',
    });
  });

  test('says how it was paid, and what was credited', async () => {
    const { stripe, invoice, printed } = await givenInvoice();
    await stripe.invoices.pay(invoice.id);
    const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 1000, refund_amount: 1000 });
    const paid = await printed();
    expect(paid).toMatchObject({ headline: '$123.52 paid on 1 January 2026', link: null });
    expect(paid.totals.at(-1)).toEqual({ name: 'Amount paid', amount: '$123.52' });
    expect(paid.tables.map(({ title, rows }) => ({ title, rows }))).toEqual([
      {
        title: 'Payment history',
        rows: [['Visa ending in 4242', '1 January 2026', '$123.52', expect.stringMatching(/^\d{4}-\d{4}$/)]],
      },
      { title: 'Credit notes', rows: [[note.number, '1 January 2026', '$10.00']] },
    ]);
  });

  test('is a PDF at its address, the same bytes each time, and none while it is a draft', async () => {
    const { emulator, stripe, invoice, customer } = await givenInvoice();
    const first = await pdfOf(invoice.invoice_pdf);
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('application/pdf');
    expect(first.headers.get('content-disposition')).toBe(`inline; filename="Invoice-${invoice.number}.pdf"`);
    expect(first.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await pdfOf(invoice.invoice_pdf)).bytes.equals(first.bytes)).toBe(true);
    const draft = await stripe.invoices.create({ customer: customer.id });
    expect(draft.invoice_pdf).toBeNull();
    expect((await pdfOf(`${emulator.url}/i/${draft.id}/pdf`)).status).toBe(404);
  });
});

test('a credit note is a PDF of its own', async () => {
  const { emulator, stripe, invoice } = await givenInvoice();
  await stripe.invoices.pay(invoice.id);
  const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 1000, refund_amount: 1000 });
  const { status, headers } = await pdfOf(note.pdf);
  expect([status, headers.get('content-disposition')]).toEqual([
    200,
    `inline; filename="Credit-note-${note.number}.pdf"`,
  ]);
  expect((await pdfOf(`${emulator.url}/credit_notes/cn_none/pdf`)).status).toBe(404);
});

describe('a receipt', () => {
  test('has a page and a PDF for every successful charge, of an invoice or not', async () => {
    const { emulator, stripe, invoice } = await givenInvoice();
    await stripe.invoices.pay(invoice.id);
    const day = { amount: 2500, currency: 'kwd', payment_method: 'pm_card_mastercard', confirm: true } as const;
    const intent = await stripe.paymentIntents.create({ ...day, description: 'Day pass' });
    const [ofDay, ofInvoice] = (await stripe.charges.list()).data;
    await stripe.refunds.create({ payment_intent: intent.id, amount: 500 });
    const page = await (await fetch(ofDay?.receipt_url ?? '')).text();
    for (const text of [
      'Receipt from Purser sandbox',
      'Day pass',
      'KWD&nbsp;2.500',
      'Mastercard ending in 4444',
      'Partly refunded',
    ])
      expect(page.replaceAll('\u00a0', '&nbsp;')).toContain(text);
    expect(await (await fetch(ofInvoice?.receipt_url ?? '')).text()).toContain(String(invoice.number));
    for (const charge of [ofDay, ofInvoice]) {
      expect((await pdfOf(`${charge?.receipt_url}/pdf`)).headers.get('content-type')).toBe('application/pdf');
    }
    expect((await fetch(`${emulator.url}/receipts/ch_none`)).status).toBe(404);
  });

  test('is not given for what was declined', async () => {
    const { stripe } = await givenEmulator();
    const declined = {
      amount: 2500,
      currency: 'usd',
      payment_method: 'pm_card_chargeDeclined',
      confirm: true,
    } as const;
    await expect(stripe.paymentIntents.create(declined)).rejects.toMatchObject({ code: 'card_declined' });
    const [charge] = (await stripe.charges.list()).data;
    expect(charge).toMatchObject({ status: 'failed', receipt_url: null, receipt_number: null });
  });
});
