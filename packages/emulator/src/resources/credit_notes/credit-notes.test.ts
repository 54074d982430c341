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

  test('is retrieved, reworded, and shows its lines', async () => {
    const { stripe, invoice, endpoint, settled } = await givenInvoice(false);
    const params = {
      invoice: invoice.id,
      lines: [
        {
          type: 'custom_line_item' as const,
          unit_amount: 150,
          quantity: 2,
          description: 'Late',
          metadata: { day: '3' },
        },
        {
          type: 'invoice_line_item' as const,
          invoice_line_item: invoice.lines.data[0]?.id ?? '',
          quantity: 1,
          amount: 100,
        },
      ],
      email_type: 'none' as const,
    };
    const previewed = await stripe.creditNotes.listPreviewLineItems(params);
    expect(previewed.data.map(({ amount }) => amount)).toEqual([300, 100]);
    const note = await stripe.creditNotes.create(params);
    expect((await stripe.creditNotes.retrieve(note.id)).total).toBe(300 + 120);
    const lines = await stripe.creditNotes.listLineItems(note.id, { limit: 1 });
    expect(lines).toMatchObject({
      has_more: true,
      data: [{ description: 'Late', unit_amount: 150, metadata: { day: '3' } }],
    });
    expect(await stripe.creditNotes.update(note.id, { memo: 'Sorry', metadata: { case: '1' } })).toMatchObject({
      memo: 'Sorry',
      metadata: { case: '1' },
    });
    await settled();
    expect(endpoint.types().slice(-1)).toEqual(['credit_note.updated']);
  });

  test('on an invoice that is paid in part lowers the rest, and gives back what goes beyond it', async () => {
    const { stripe, invoice, customer } = await givenInvoice(false);
    const card = (await stripe.paymentMethods.list({ customer })).data[0]?.id ?? '';
    const pay = async (amount: number): Promise<void> => {
      const intent = await stripe.paymentIntents.create({
        amount,
        currency: 'usd',
        customer,
        payment_method: card,
        confirm: true,
        off_session: true,
      });
      await stripe.invoices.attachPayment(invoice.id, { payment_intent: intent.id });
    };
    await pay(800);
    await pay(700);
    // 2400 owed, 1500 paid in two parts, 900 open: 2000 = 900 before and 1100 after payment.
    const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 2000, refund_amount: 1100 });
    expect(note).toMatchObject({ type: 'mixed', pre_payment_amount: 900, post_payment_amount: 1100 });
    expect(note.refunds.map(({ amount_refunded }) => amount_refunded)).toEqual([800, 300]);
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: 'paid',
      amount_due: 1500,
      amount_paid: 1500,
      amount_remaining: 0,
      pre_payment_credit_notes_amount: 900,
      post_payment_credit_notes_amount: 1100,
    });
    await expect(stripe.creditNotes.voidCreditNote(note.id)).rejects.toThrow('only void');
  });

  test('shares one ceiling with refunds, and speaks for refunds that were made', async () => {
    const { stripe, invoice } = await givenInvoice(true);
    const [payment] = (await stripe.invoicePayments.list({ invoice: invoice.id, status: 'paid' })).data;
    const intent = payment?.payment.payment_intent as string;
    const refund = await stripe.refunds.create({ payment_intent: intent, amount: 1000 });
    // 2400 was paid, 1000 went back: 1400 can be credited.
    await expect(stripe.creditNotes.create({ invoice: invoice.id, amount: 1401, credit_amount: 1401 })).rejects.toThrow(
      'more than what is left',
    );
    const linked = await stripe.creditNotes.create({
      invoice: invoice.id,
      amount: 1000,
      refunds: [{ refund: refund.id, amount_refunded: 600 }],
      out_of_band_amount: 400,
    });
    expect(linked).toMatchObject({ out_of_band_amount: 400, refunds: [{ refund: refund.id, amount_refunded: 600 }] });
    await expect(
      stripe.creditNotes.create({
        invoice: invoice.id,
        amount: 500,
        refunds: [{ refund: refund.id, amount_refunded: 500 }],
      }),
    ).rejects.toMatchObject({ param: 'refunds[0][amount_refunded]' });
    // 400 of the refund and 1000 of the note are gone: 1000 is left.
    await expect(stripe.creditNotes.create({ invoice: invoice.id, amount: 1001, credit_amount: 1001 })).rejects.toThrow(
      'more than what is left',
    );
    await stripe.creditNotes.create({ invoice: invoice.id, amount: 1000, credit_amount: 1000 });
  });

  test('carries taxes of its own, and never more than a line has left', async () => {
    const { stripe, invoice } = await givenInvoice(false);
    const line = invoice.lines.data[0];
    const rate = line?.taxes?.[0]?.tax_rate_details?.tax_rate ?? '';
    const credit = { type: 'invoice_line_item' as const, invoice_line_item: line?.id ?? '' };
    const note = await stripe.creditNotes.create({
      invoice: invoice.id,
      lines: [{ ...credit, amount: 1500, tax_amounts: [{ amount: 10, tax_rate: rate, taxable_amount: 50 }] }],
    });
    expect(note).toMatchObject({ total: 1510, total_taxes: [{ amount: 10, taxable_amount: 50 }] });
    await expect(
      stripe.creditNotes.create({ invoice: invoice.id, lines: [{ ...credit, amount: 501 }] }),
    ).rejects.toMatchObject({ param: 'lines[0][amount]' });
    // Voided, it has credited nothing.
    await stripe.creditNotes.voidCreditNote(note.id);
    await expect(stripe.creditNotes.voidCreditNote(note.id)).rejects.toThrow('already void');
    expect(
      (await stripe.creditNotes.preview({ invoice: invoice.id, lines: [{ ...credit, amount: 2000 }] })).total,
    ).toBe(2400);
  });

  test('says in one way what it credits', async () => {
    const { stripe, invoice } = await givenInvoice(false);
    const refused = (params: Partial<Stripe.CreditNoteCreateParams>): Promise<unknown> =>
      stripe.creditNotes.create({ invoice: invoice.id, ...params }).then(
        () => 'taken',
        (error: Stripe.errors.StripeError) => error.param,
      );
    const custom = { type: 'custom_line_item' as const };
    const own = { type: 'invoice_line_item' as const, invoice_line_item: invoice.lines.data[0]?.id ?? '' };
    expect(await refused({})).toBe('amount');
    expect(await refused({ amount: 0 })).toBe('amount');
    expect(await refused({ amount: 1, lines: [{ ...custom, unit_amount: 1 }] })).toBe('amount');
    expect(await refused({ lines: [custom] })).toBe('lines[0][unit_amount]');
    expect(await refused({ lines: [{ ...custom, amount: 5 }] })).toBe('lines[0][amount]');
    expect(await refused({ lines: [{ ...own, unit_amount: 5 }] })).toBe('lines[0][unit_amount]');
    expect(await refused({ lines: [{ type: 'invoice_line_item' }] })).toBe('lines[0][invoice_line_item]');
    expect(await refused({ amount: 5, refund_amount: 5 })).toBe('refund_amount');
  });
});
