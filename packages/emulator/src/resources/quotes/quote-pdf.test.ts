import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { givenCustomer, givenPrice } from '../../billing-cycle/given-billing.ts';
import { quoteDocument } from '../../pages/documents/quote-document.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';

async function givenQuote() {
  const { emulator, stripe } = await givenEmulator();
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  await stripe.customers.update(customer.id, { name: 'Ada Lovelace', email: 'ada@example.com' });
  const monthly = await givenPrice(stripe, { unit_amount: 2000 });
  const setup = await stripe.prices.create({ currency: 'usd', unit_amount: 5000, product_data: { name: 'Setup' } });
  const coupon = await stripe.coupons.create({ percent_off: 10, duration: 'forever', name: 'Welcome' });
  const vat = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false });
  const quote = await stripe.quotes.create({
    customer: customer.id,
    line_items: [{ price: monthly.id, quantity: 2 }, { price: setup.id }],
    discounts: [{ coupon: coupon.id }],
    default_tax_rates: [vat.id],
    header: 'For your team',
    description: 'As we said on the phone.',
    footer: 'Prices hold for a month.',
    subscription_data: { trial_period_days: 14 },
  });
  return { emulator, stripe, quote };
}

test('a finalized quote is downloaded as a PDF, the same bytes each time', async () => {
  const { stripe, quote } = await givenQuote();
  await stripe.quotes.finalizeQuote(quote.id);
  const bytes = await buffer(await stripe.quotes.pdf(quote.id));
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect((await buffer(await stripe.quotes.pdf(quote.id))).equals(bytes)).toBe(true);
});

test('a printed quote says what is offered to whom, until when, and what it costs then and each month', async () => {
  const { emulator, stripe, quote } = await givenQuote();
  const { number } = await stripe.quotes.finalizeQuote(quote.id);
  const printed = await emulator.transact((tx) => quoteDocument(tx, tx.get('quote', quote.id)));
  // $40.00 a month and $50.00 once, less 10%, is $81.00; 20% of that is $16.20. Without the month: $45.00 + $9.00.
  expect(printed).toMatchObject({
    title: 'Quote',
    number,
    facts: [
      { name: 'Date of issue', value: '1 January 2026' },
      { name: 'Valid until', value: '31 January 2026' },
    ],
    parties: [
      { title: null, lines: ['Purser sandbox', 'United States'] },
      { title: 'Quote for', lines: ['Ada Lovelace', 'ada@example.com'] },
    ],
    headline: 'For your team',
    memo: 'As we said on the phone.',
    footer: 'Prices hold for a month.',
    lines: [
      { details: ['Billed every month'], quantity: '2', unitAmount: '$20.00', amount: '$40.00' },
      { description: 'Setup', details: [], quantity: '1', unitAmount: '$50.00', amount: '$50.00' },
    ],
    totals: [
      { name: 'Subtotal', amount: '$90.00' },
      { name: 'Welcome (10% off)', amount: '-$9.00' },
      { name: 'VAT (20% on $81.00)', amount: '$16.20' },
      { name: 'Total', amount: '$97.20', isStrong: true },
      { name: 'Due at first', amount: '$54.00' },
      { name: 'Then per month', amount: '$43.20' },
    ],
  });
});

test('a draft quote has no PDF', async () => {
  const { stripe, quote } = await givenQuote();
  await expect(stripe.quotes.pdf(quote.id)).rejects.toThrow('finalized quote');
});
