import { afterAll, beforeAll, expect, test } from 'vitest';
import { givenDebits } from '../../testing/given-debits.ts';
import { givenShop } from '../testing/given-shop.ts';
import type { Shop } from '../testing/given-shop.ts';

let shop: Shop;

beforeAll(async () => {
  shop = await givenShop();
  await givenDebits(shop.stripe);
});

afterAll(() => shop?.close());

async function send(url: string, form: Record<string, string>): Promise<string> {
  return (await fetch(url, { method: 'POST', body: new URLSearchParams(form) })).text();
}

const iban = 'DE89370400440532013000';
const person = { billingName: 'Ada Lovelace', billingCountry: 'DE' };

test('an open invoice is paid from a bank account, and its page says what it waits for', async () => {
  const { stripe, emulator } = shop;
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const invoice = await stripe.invoices.create({ customer: customer.id, currency: 'eur', auto_advance: false });
  await stripe.invoiceItems.create({ customer: customer.id, invoice: invoice.id, amount: 2000, currency: 'eur' });
  const { hosted_invoice_url: url } = await stripe.invoices.finalizeInvoice(invoice.id);
  const page = url ?? '';
  expect(await (await fetch(page)).text()).toContain('SEPA Debit');
  const sepa = { ...person, 'payment-method-accordion-item-title': 'sepa_debit' };
  expect(await send(page, { ...sepa, iban: 'DE8937' })).toContain('Your IBAN is incomplete.');
  const waiting = await send(page, { ...sepa, iban });
  expect(waiting).toContain('Your bank was asked for the money.');
  expect(waiting).not.toContain('<form');
  await send(page, { ...sepa, iban });
  expect((await stripe.paymentIntents.list({ customer: customer.id })).data).toHaveLength(1);
  await emulator.advance({ seconds: 5 });
  expect(await (await fetch(page)).text()).toContain('with SEPA Debit ending in 3000');
});

test('in the portal a bank account takes the place of what paid before', async () => {
  const { stripe } = shop;
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  await stripe.billingPortal.configurations.create({ features: { payment_method_update: { enabled: true } } });
  const { url } = await stripe.billingPortal.sessions.create({ customer: customer.id, return_url: shop.url });
  const home = await fetch(url);
  expect(await home.text()).toContain('Add payment method');
  const saved = await send(`${home.url.replace(/\/home$/, '')}/payment-method`, {
    ...person,
    'payment-method-accordion-item-title': 'us_bank_account',
    routingNumber: '110000000',
    accountNumber: '000123456789',
  });
  expect(saved).toContain('Your bank account is saved.');
  expect(saved).toContain('US bank account ending in 6789');
  const expand = ['invoice_settings.default_payment_method'];
  expect((await stripe.customers.retrieve(customer.id, { expand })) as object).toMatchObject({
    invoice_settings: {
      default_payment_method: {
        billing_details: { email: 'ada@example.com', address: { country: null } },
        us_bank_account: { last4: '6789' },
      },
    },
  });
});
