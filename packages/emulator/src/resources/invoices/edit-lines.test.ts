import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenCustomer, givenPrice } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';

const vat = { display_name: 'VAT', percentage: 25, inclusive: false, country: 'SE', tax_type: 'vat' } as const;

async function givenDraft(): Promise<{ stripe: Stripe; draft: Stripe.Invoice; settled: () => Promise<void> }> {
  const { emulator, stripe } = await givenEmulator();
  const customer = await givenCustomer(stripe);
  const draft = await stripe.invoices.create({ customer: customer.id, currency: 'usd' });
  return { stripe, draft, settled: () => emulator.settled() };
}

describe('the lines of a draft', () => {
  test('are added together, and the invoice is told of once', async () => {
    const { stripe, draft, settled } = await givenDraft();
    const customer = draft.customer as string;
    const hour = await stripe.prices.create({ currency: 'usd', unit_amount: 5000, product_data: { name: 'Hour' } });
    const waiting = await stripe.invoiceItems.create({ customer, amount: 700, currency: 'usd' });
    const endpoint = await givenEndpoint(stripe, ['invoice.updated', 'invoiceitem.created']);
    const invoice = await stripe.invoices.addLines(draft.id, {
      lines: [
        { amount: 300, description: 'Towel' },
        { pricing: { price: hour.id }, quantity: 2 },
        { price_data: { currency: 'usd', unit_amount: 1500, product_data: { name: 'Gloves' } } },
        { invoice_item: waiting.id, description: 'Assessment' },
      ],
      invoice_metadata: { order: '7' },
    });
    expect(invoice).toMatchObject({ total: 700 + 1500 + 10_000 + 300, metadata: { order: '7' } });
    expect(invoice.lines.data.map(({ description, amount }) => [description, amount])).toEqual([
      ['Assessment', 700],
      ['Gloves', 1500],
      ['Hour', 10_000],
      ['Towel', 300],
    ]);
    expect((await stripe.invoiceItems.retrieve(waiting.id)).invoice).toBe(draft.id);
    await settled();
    expect(endpoint.types()).toEqual([
      'invoiceitem.created',
      'invoiceitem.created',
      'invoiceitem.created',
      'invoice.updated',
    ]);
  });

  test('are changed with the invoice items behind them', async () => {
    const { stripe, draft } = await givenDraft();
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: 'once' });
    const added = await stripe.invoices.addLines(draft.id, { lines: [{ amount: 300 }, { amount: 400 }] });
    const [second, first] = added.lines.data;
    const invoice = await stripe.invoices.updateLines(draft.id, {
      lines: [
        { id: first?.id ?? '', amount: 900, metadata: { shelf: 'B' } },
        { id: second?.id ?? '', discounts: [{ coupon: coupon.id }], description: 'Half off' },
      ],
    });
    expect(invoice.lines.data.map(({ id }) => id)).toEqual([second?.id, first?.id]);
    // 900, and half of 400.
    expect(invoice.total).toBe(1100);
    const item = first?.parent?.invoice_item_details?.invoice_item ?? '';
    expect(await stripe.invoiceItems.retrieve(item)).toMatchObject({ amount: 900, metadata: { shelf: 'B' } });
    const line = await stripe.invoices.updateLineItem(draft.id, first?.id ?? '', { amount: 100 });
    expect(line).toMatchObject({ id: first?.id, object: 'line_item', amount: 100 });
    expect((await stripe.invoices.retrieve(draft.id)).total).toBe(300);
  });

  test('carry taxes that somebody else worked out', async () => {
    const { stripe, draft } = await givenDraft();
    const tax = { amount: 251, taxable_amount: 1000, tax_rate_data: vat };
    const invoice = await stripe.invoices.addLines(draft.id, {
      lines: [{ amount: 1000, tax_amounts: [tax] }, { amount: 500 }],
    });
    expect(invoice).toMatchObject({ total: 1751, total_excluding_tax: 1500, total_taxes: [{ amount: 251 }] });
    const [plain, taxed] = invoice.lines.data;
    const rate = taxed?.taxes?.[0]?.tax_rate_details?.tax_rate ?? '';
    expect(await stripe.taxRates.retrieve(rate)).toMatchObject({ active: false, percentage: 25, tax_type: 'vat' });
    // The same data cites the same rate.
    const line = await stripe.invoices.updateLineItem(draft.id, plain?.id ?? '', {
      tax_amounts: [{ ...tax, amount: 125, taxable_amount: 500 }],
    });
    expect(line.taxes?.[0]?.tax_rate_details?.tax_rate).toBe(rate);
    await stripe.invoices.updateLineItem(draft.id, taxed?.id ?? '', { tax_amounts: '' });
    expect((await stripe.invoices.retrieve(draft.id)).total).toBe(1625);
    const manual = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false });
    await stripe.invoices.update(draft.id, { default_tax_rates: [manual.id] });
    await expect(
      stripe.invoices.updateLineItem(draft.id, plain?.id ?? '', { tax_amounts: [tax] }),
    ).rejects.toMatchObject({ param: 'tax_amounts' });
  });

  test('are taken off: for good, or to wait for another invoice', async () => {
    const { stripe, draft } = await givenDraft();
    const added = await stripe.invoices.addLines(draft.id, { lines: [{ amount: 300 }, { amount: 400 }] });
    const [second, first] = added.lines.data;
    const invoice = await stripe.invoices.removeLines(draft.id, {
      lines: [
        { id: first?.id ?? '', behavior: 'delete' },
        { id: second?.id ?? '', behavior: 'unassign' },
      ],
    });
    expect(invoice).toMatchObject({ total: 0, lines: { data: [] } });
    const left = await stripe.invoiceItems.list({ customer: draft.customer as string, pending: true });
    expect(left.data.map(({ amount }) => amount)).toEqual([400]);
  });

  test('cannot be touched once the invoice is finalized, and must be its own', async () => {
    const { stripe, draft } = await givenDraft();
    const added = await stripe.invoices.addLines(draft.id, { lines: [{ amount: 300 }] });
    const id = added.lines.data[0]?.id ?? '';
    await expect(stripe.invoices.updateLineItem(draft.id, 'il_none', { amount: 1 })).rejects.toMatchObject({
      code: 'resource_missing',
    });
    await expect(stripe.invoices.addLines(draft.id, { lines: [{ description: 'free?' }] })).rejects.toMatchObject({
      param: 'lines[0][amount]',
    });
    await stripe.invoices.finalizeInvoice(draft.id);
    const late = { code: 'invoice_not_editable' };
    await expect(stripe.invoices.addLines(draft.id, { lines: [{ amount: 1 }] })).rejects.toMatchObject(late);
    await expect(stripe.invoices.updateLines(draft.id, { lines: [{ id, amount: 1 }] })).rejects.toMatchObject(late);
    await expect(stripe.invoices.removeLines(draft.id, { lines: [{ id, behavior: 'delete' }] })).rejects.toMatchObject(
      late,
    );
    await expect(stripe.invoices.updateLineItem(draft.id, id, { amount: 1 })).rejects.toMatchObject(late);
  });

  test('of a subscription can be reworded and taxed, not repriced', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await givenPrice(stripe, { unit_amount: 1000 });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
    await emulator.advance({ to: new Date('2026-02-01T00:00:00Z') });
    const [draft] = (await stripe.invoices.list({ subscription: id })).data;
    const [line] = draft?.lines.data ?? [];
    const changed = await stripe.invoices.updateLineItem(draft?.id ?? '', line?.id ?? '', {
      description: 'February',
      tax_amounts: [{ amount: 80, taxable_amount: 1000, tax_rate_data: vat }],
    });
    expect(changed).toMatchObject({ description: 'February', amount: 1000, taxes: [{ amount: 80 }] });
    await expect(stripe.invoices.updateLineItem(draft?.id ?? '', line?.id ?? '', { amount: 1 })).rejects.toMatchObject({
      param: 'amount',
    });
    await expect(
      stripe.invoices.removeLines(draft?.id ?? '', { lines: [{ id: line?.id ?? '', behavior: 'delete' }] }),
    ).rejects.toMatchObject({ param: 'lines[0][id]' });
    await emulator.advance({ seconds: 3600 });
    expect(await stripe.invoices.retrieve(draft?.id ?? '')).toMatchObject({ status: 'paid', amount_paid: 1080 });
  });
});
