import type Stripe from 'stripe';
import { expect, test } from 'vitest';
import { givenCustomer } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';

async function givenOpenInvoice(stripe: Stripe): Promise<{ id: string; item: string; customer: string }> {
  const { id: customer } = await givenCustomer(stripe, 'pm_card_visa');
  const draft = await stripe.invoices.create({ customer, currency: 'usd' });
  const item = await stripe.invoiceItems.create({ customer, invoice: draft.id, amount: 900, currency: 'usd' });
  const { id } = await stripe.invoices.finalizeInvoice(draft.id);
  return { id, item: item.id, customer };
}

test('What is finalized is not finalized again, nor edited', async () => {
  const { stripe } = await givenEmulator();
  const { id, item } = await givenOpenInvoice(stripe);
  await expect(stripe.invoices.finalizeInvoice(id)).rejects.toThrow(
    "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
  );
  await expect(stripe.invoices.addLines(id, { lines: [{ amount: 5 }] })).rejects.toMatchObject({
    code: 'invoice_not_editable',
    message: 'Invalid invoice: This invoice is no longer editable',
  });
  await expect(stripe.invoiceItems.del(item)).rejects.toThrow('attached to an invoice that is no longer editable');
  expect(await stripe.invoices.update(id, { metadata: { seen: 'yes' } })).toMatchObject({ metadata: { seen: 'yes' } });
});

test('What is paid is not paid, voided, sent or written off any more', async () => {
  const { stripe } = await givenEmulator();
  const { id, customer } = await givenOpenInvoice(stripe);
  await stripe.invoices.pay(id);
  await expect(stripe.invoices.pay(id)).rejects.toThrow('Invoice is already paid');
  await expect(stripe.invoices.voidInvoice(id)).rejects.toThrow('Invoices with `paid` payments cannot be voided.');
  await expect(stripe.invoices.markUncollectible(id)).rejects.toThrow(
    "You can only pass in open invoices. This invoice isn't open.",
  );
  const sent = await stripe.invoices.create({ customer, collection_method: 'send_invoice', days_until_due: 3 });
  await stripe.invoices.pay(sent.id, { paid_out_of_band: true });
  await expect(stripe.invoices.sendInvoice(sent.id)).rejects.toThrow('This invoice cannot be sent right now.');
});

test('What is written off is not written off again, and a draft cannot be voided', async () => {
  const { stripe } = await givenEmulator();
  const { id, customer } = await givenOpenInvoice(stripe);
  await stripe.invoices.markUncollectible(id);
  await expect(stripe.invoices.markUncollectible(id)).rejects.toThrow('has already been marked uncollectible');
  const draft = await stripe.invoices.create({ customer });
  await expect(stripe.invoices.voidInvoice(draft.id)).rejects.toThrow("This invoice isn't open.");
});

test('An invoice that is sent says when it is due, unless the account does, and no other one may', async () => {
  const { stripe } = await givenEmulator();
  const { id: customer } = await stripe.customers.create({});
  const sent = { customer, collection_method: 'send_invoice' } as const;
  await expect(stripe.invoices.create(sent)).rejects.toThrow("you must specify 'due_date' or 'days_until_due'");
  await expect(stripe.invoices.create({ customer, days_until_due: 3 })).rejects.toMatchObject({
    param: undefined,
    message: "You can only specify 'due_date' or 'days_until_due' if invoice collection method is 'send_invoice'.",
  });
  const { stripe: patient } = await givenEmulator({ settings: { daysUntilDue: 14 } });
  const owner = await patient.customers.create({});
  const invoice = await patient.invoices.create({ customer: owner.id, collection_method: 'send_invoice' });
  expect((invoice.due_date ?? 0) - invoice.created).toBe(14 * 86_400);
});
