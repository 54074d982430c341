import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { givenCustomer } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';
import { newRenderingTemplate } from '../invoice_rendering_templates/index.ts';

async function givenOpen(stripe: Stripe): Promise<Stripe.Invoice> {
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  const draft = await stripe.invoices.create({ customer: customer.id, currency: 'usd', footer: 'Thank you' });
  await stripe.invoices.addLines(draft.id, { lines: [{ amount: 1000 }, { amount: 300 }] });
  return stripe.invoices.finalizeInvoice(draft.id);
}

test('a revision takes the place of its invoice when it is finalized', async () => {
  const { emulator, stripe } = await givenEmulator();
  const original = await givenOpen(stripe);
  const from_invoice = { action: 'revision' as const, invoice: original.id };
  const draft = await stripe.invoices.create({ from_invoice, metadata: { why: 'address' } });
  expect(draft).toMatchObject({ status: 'draft', total: 1300, footer: 'Thank you', from_invoice, number: null });
  expect(draft.lines.data.map(({ amount }) => amount)).toEqual(original.lines.data.map(({ amount }) => amount));
  await stripe.invoices.removeLines(draft.id, { lines: [{ id: draft.lines.data[0]?.id ?? '', behavior: 'delete' }] });
  const endpoint = await givenEndpoint(stripe, ['invoice.voided', 'invoice.finalized']);
  expect(await stripe.invoices.finalizeInvoice(draft.id)).toMatchObject({ status: 'open', total: 1000 });
  expect(await stripe.invoices.retrieve(original.id)).toMatchObject({ status: 'void', latest_revision: draft.id });
  // Revised again, the first one names the newest too.
  const second = await stripe.invoices.create({ from_invoice: { ...from_invoice, invoice: draft.id } });
  await stripe.invoices.finalizeInvoice(second.id);
  expect((await stripe.invoices.retrieve(original.id)).latest_revision).toBe(second.id);
  await emulator.settled();
  expect(endpoint.types()).toEqual(['invoice.finalized', 'invoice.voided', 'invoice.finalized', 'invoice.voided']);
});

test('an invoice that is paid, or was revised, cannot be revised', async () => {
  const { stripe } = await givenEmulator();
  const original = await givenOpen(stripe);
  const from_invoice = { action: 'revision' as const, invoice: original.id };
  await expect(stripe.invoices.create({ from_invoice, footer: 'x' })).rejects.toMatchObject({ param: 'footer' });
  await stripe.invoices.pay(original.id);
  await expect(stripe.invoices.create({ from_invoice })).rejects.toMatchObject({ param: 'from_invoice[invoice]' });
});

test('an invoice says how it is printed, by a template that is in use', async () => {
  const { emulator, stripe } = await givenEmulator();
  const template = await emulator.transact((tx) => newRenderingTemplate(tx, { nickname: 'Gym' }));
  const customer = await givenCustomer(stripe);
  const rendering = { amount_tax_display: 'include_inclusive_tax' as const, template: template.id };
  const draft = await stripe.invoices.create({ customer: customer.id, rendering, number: 'GYM-7' });
  expect(draft).toMatchObject({
    number: 'GYM-7',
    rendering: { ...rendering, pdf: { page_size: 'auto' }, template_version: 1 },
  });
  expect(
    await stripe.invoices.update(draft.id, {
      rendering: { pdf: { page_size: 'a4' } },
      shipping_details: { name: 'Ada', address: { country: 'SE' } },
    }),
  ).toMatchObject({
    rendering: { ...rendering, pdf: { page_size: 'a4' } },
    shipping_details: { name: 'Ada', address: { country: 'SE', city: null } },
  });
  expect((await stripe.invoices.finalizeInvoice(draft.id)).number).toBe('GYM-7');
  expect((await stripe.invoiceRenderingTemplates.archive(template.id)).status).toBe('archived');
  await expect(stripe.invoiceRenderingTemplates.archive(template.id)).rejects.toThrow('already archived');
  const refused = (params: Partial<Stripe.InvoiceCreateParams>): Promise<unknown> =>
    stripe.invoices.create({ customer: customer.id, ...params }).then(
      () => 'taken',
      (error: Stripe.errors.StripeError) => error.param,
    );
  expect(await refused({ rendering: { template: template.id } })).toBe('rendering[template]');
  expect(await refused({ number: 'GYM-7' })).toBe('number');
  expect(await refused({ on_behalf_of: 'acct_1' })).toBe('on_behalf_of');
  const field = { name: 'PO', value: '7' };
  expect(await refused({ custom_fields: [field, field, field, field, field] })).toBe('custom_fields');
  expect((await stripe.invoiceRenderingTemplates.list({ status: 'archived' })).data).toHaveLength(1);
  expect((await stripe.invoiceRenderingTemplates.unarchive(template.id)).status).toBe('active');
  expect((await stripe.invoiceRenderingTemplates.retrieve(template.id)).nickname).toBe('Gym');
});
