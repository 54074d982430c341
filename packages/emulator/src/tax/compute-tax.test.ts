import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenEmulator } from '../testing/given-emulator.ts';
import { computeTax } from './compute-tax.ts';
import type { TaxableLine } from './compute-tax.ts';

const plan: TaxableLine = { amount: 10_000, taxBehavior: 'exclusive' };

async function givenCustomer(params: Stripe.CustomerCreateParams) {
  const { emulator, stripe } = await givenEmulator();
  const customer = (await stripe.customers.create(params)).id;
  const tax = (lines: TaxableLine[] = [plan], currency = 'eur') =>
    emulator.transact((tx) => computeTax(tx, { currency, customer, automatic: true, lines }));
  return { emulator, stripe, customer, tax };
}

describe('automatic tax', () => {
  test('comes on top where the customer is, and cites a rate that can be looked up', async () => {
    const { stripe, tax } = await givenCustomer({ address: { country: 'DE' } });
    const result = await tax([plan, { amount: 500, taxBehavior: 'exclusive' }]);
    expect(result).toMatchObject({ status: 'complete', exclusive: 1995, inclusive: 0 });
    expect(result.totals).toHaveLength(1);
    const rate = await stripe.taxRates.retrieve(result.totals[0]?.tax_rate_details?.tax_rate ?? '');
    expect(rate).toMatchObject({ percentage: 19, country: 'DE', tax_type: 'vat', display_name: 'VAT', active: false });
    expect((await tax()).totals[0]?.tax_rate_details?.tax_rate).toBe(rate.id);
  });

  test('is contained in prices that say so, or by default outside North America', async () => {
    const { tax } = await givenCustomer({ address: { country: 'DE' } });
    expect(await tax([{ amount: 11_900, taxBehavior: 'inclusive' }])).toMatchObject({ exclusive: 0, inclusive: 1900 });
    expect(await tax([{ amount: 11_900, taxBehavior: 'unspecified' }])).toMatchObject({ inclusive: 1900 });
    expect(await tax([{ amount: 10_000, taxBehavior: 'unspecified' }], 'usd')).toMatchObject({ exclusive: 1900 });
  });

  test('has two parts in Quebec and none on software in California', async () => {
    const quebec = await givenCustomer({ address: { country: 'CA', postal_code: 'H2X 1Y4' } });
    expect((await quebec.tax()).totals.map(({ amount }) => amount)).toEqual([500, 998]);
    const california = await givenCustomer({ address: { country: 'US', postal_code: '94105' } });
    expect(await california.tax()).toMatchObject({ status: 'complete', exclusive: 0, totals: [{ amount: 0 }] });
  });

  test('waits for a location, and can fail', async () => {
    const nowhere = await givenCustomer({});
    expect(await nowhere.tax()).toMatchObject({ status: 'requires_location_inputs', totals: [] });
    const failing = await givenCustomer({ address: { country: 'DE', state: 'Failure' } });
    expect(await failing.tax()).toMatchObject({ status: 'failed', totals: [] });
  });

  test('is left to a business with a VAT id, and to nobody for the exempt', async () => {
    const business = await givenCustomer({
      address: { country: 'DE' },
      tax_id_data: [{ type: 'eu_vat', value: 'DE123456789' }],
    });
    expect((await business.tax()).totals).toMatchObject([{ amount: 0, taxability_reason: 'reverse_charge' }]);
    const exempt = await givenCustomer({ address: { country: 'DE' }, tax_exempt: 'exempt' });
    expect((await exempt.tax()).totals).toMatchObject([{ amount: 0, taxability_reason: 'customer_exempt' }]);
    const abroad = await givenCustomer({
      address: { country: 'CH' },
      tax_id_data: [{ type: 'eu_vat', value: 'DE123456789' }],
    });
    expect((await abroad.tax()).exclusive).toBe(810);
  });

  test('goes by the card when there is no address', async () => {
    const { stripe, customer, tax } = await givenCustomer({});
    const card = await stripe.paymentMethods.attach('pm_card_fr', { customer });
    await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card.id } });
    expect(await tax()).toMatchObject({ status: 'complete', exclusive: 2000 });
  });
});

describe('tax by hand', () => {
  test('is what the rates say, without a place', async () => {
    const { emulator, stripe } = await givenEmulator();
    const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false });
    const line = { ...plan, taxRates: [rate.id] };
    const result = await emulator.transact((tx) =>
      computeTax(tx, { currency: 'usd', automatic: false, lines: [line] }),
    );
    expect(result).toMatchObject({ status: null, exclusive: 2000, totals: [{ taxability_reason: 'not_available' }] });
  });

  test('of a rate cannot change in amount, only be archived', async () => {
    const { stripe } = await givenEmulator();
    const { id } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false });
    expect(await stripe.taxRates.update(id, { active: false, display_name: 'Old VAT' })).toMatchObject({
      active: false,
      percentage: 20,
    });
    expect((await stripe.taxRates.list({ active: true })).data).toEqual([]);
    await expect(stripe.taxRates.update(id, { percentage: 19 } as Stripe.TaxRateUpdateParams)).rejects.toMatchObject({
      code: 'parameter_unknown',
    });
    await expect(
      stripe.taxRates.create({ display_name: 'VAT', percentage: 120, inclusive: false }),
    ).rejects.toMatchObject({ param: 'percentage' });
  });
});
