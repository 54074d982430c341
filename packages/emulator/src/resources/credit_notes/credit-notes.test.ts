import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenCustomer } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint, type Endpoint } from '../../testing/given-endpoint.ts';

/** An invoice of $20.00 with 20 % on top, open or paid. */
async function givenInvoice(isPaid: boolean): Promise<{
  stripe: Stripe;
  invoice: Stripe.Invoice;
  customer: string;
  endpoint: Endpoint;
  settled: () => Promise<void>;
}> {
  const { emulator, stripe } = await givenEmulator();
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false });
  const draft = await stripe.invoices.create({ customer: customer.id, default_tax_rates: [rate.id] });
  await stripe.invoiceItems.create({ customer: customer.id, invoice: draft.id, amount: 2000, currency: 'usd' });
  const open = await stripe.invoices.finalizeInvoice(draft.id);
  const invoice = isPaid ? await stripe.invoices.pay(open.id) : open;
  await emulator.settled();
  const endpoint = await givenEndpoint(stripe);
  return { stripe, invoice, customer: customer.id, endpoint, settled: () => emulator.settled() };
}

describe('a credit note', () => {
  test('on an open invoice lowers what is due, and what is charged', async () => {
    const { stripe, invoice } = await givenInvoice(false);
    const line = invoice.lines.data[0]?.id ?? '';
    const params = {
      invoice: invoice.id,
      lines: [{ type: 'invoice_line_item' as const, invoice_line_item: line, amount: 500 }],
    };
    const preview = await stripe.creditNotes.preview(params);
    // 500 and its 20 %.
    expect(preview).toMatchObject({ total: 600, subtotal: 500, type: 'pre_payment', total_excluding_tax: 500 });
    const note = await stripe.creditNotes.create(params);
    expect(note).toMatchObject({ total: 600, number: `${invoice.number}-CN-01`, status: 'issued' });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      amount_due: 1800,
      amount_remaining: 1800,
      pre_payment_credit_notes_amount: 600,
    });
    expect(await stripe.invoices.pay(invoice.id, {}, {})).toMatchObject({ status: 'paid', amount_paid: 1800 });
    expect((await stripe.charges.list()).data[0]?.amount).toBe(1800);
  });

  test('for all that is due settles the invoice; voiding one makes it due again', async () => {
    const { stripe, invoice } = await givenInvoice(false);
    const first = await stripe.creditNotes.create({ invoice: invoice.id, amount: 400 });
    expect(await stripe.creditNotes.voidCreditNote(first.id)).toMatchObject({ status: 'void' });
    expect((await stripe.invoices.retrieve(invoice.id)).amount_due).toBe(2400);
    await stripe.creditNotes.create({ invoice: invoice.id, amount: 2400 });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ status: 'paid', amount_paid: 0, amount_due: 0 });
  });

  test('on a paid invoice gives part back to the card and keeps part for the customer', async () => {
    const { stripe, invoice, customer, endpoint, settled } = await givenInvoice(true);
    const note = await stripe.creditNotes.create({
      invoice: invoice.id,
      amount: 1000,
      refund_amount: 700,
      credit_amount: 300,
      reason: 'product_unsatisfactory',
    });
    expect(note).toMatchObject({
      type: 'post_payment',
      post_payment_amount: 1000,
      refunds: [{ amount_refunded: 700 }],
    });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: -300 });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: 'paid',
      amount_paid: 2400,
      post_payment_credit_notes_amount: 1000,
    });
    await settled();
    expect(endpoint.types()).toEqual(
      expect.arrayContaining(['refund.created', 'charge.refunded', 'credit_note.created']),
    );
    await expect(stripe.creditNotes.create({ invoice: invoice.id, amount: 1500, refund_amount: 1500 })).rejects.toThrow(
      'more than what is left',
    );
    expect((await stripe.creditNotes.list({ invoice: invoice.id })).data).toHaveLength(1);
  });

  test('must say where the money of a paid invoice goes, to the cent', async () => {
    const { stripe, invoice } = await givenInvoice(true);
    await expect(stripe.creditNotes.create({ invoice: invoice.id, amount: 1000, refund_amount: 900 })).rejects.toThrow(
      'must equal the credit note amount',
    );
    const draft = await stripe.invoices.create({ customer: invoice.customer as string });
    await expect(stripe.creditNotes.create({ invoice: draft.id, amount: 1 })).rejects.toThrow('only be issued');
  });
});
