import { formatMoney } from '@purser/angular';
import type { BillingPeriod, CatalogPlan, CatalogPrice } from '@purser/angular';
import { sampleCatalog } from '@purser/angular/testing';
import { planPrice, soldPeriods } from './plan-price.ts';

const { plans } = sampleCatalog();

function priced(tier: string, billingPeriod: BillingPeriod, prices?: CatalogPrice[]) {
  const found = plans.find(({ id }) => id === tier);
  if (found === undefined) throw new Error(`No plan ${tier}`);
  const plan: CatalogPlan = prices === undefined ? found : { ...found, prices };
  const price = planPrice(plan, { billingPeriod, currency: 'usd', locale: 'en-US' });
  return { ...price, tag: price.parts.map((part) => part.text).join('') };
}

describe('a plan’s price', () => {
  it('is what is charged at once, with its share of a month and its saving in small', () => {
    const price = priced('lamp', 'annual');
    expect(price.tag).toBe('$180');
    expect(price.suffix).toEqual({ key: 'price.per_year_short', values: {} });
    expect(price.note).toEqual({ key: 'price.billed_annually', values: { price: '$15' } });
    expect(price.saving).toEqual({ key: 'price.save', values: { percent: 25 } });
  });

  it('saves nothing by the month', () => {
    expect(priced('lamp', 'monthly')).toMatchObject({
      tag: '$20',
      saving: null,
      note: { key: 'price.billed_monthly' },
    });
  });

  it('stays on its monthly price where there is no annual one, and says so', () => {
    expect(priced('candle', 'annual')).toMatchObject({
      tag: '$6.50',
      billingPeriod: 'monthly',
      note: { key: 'price.billed_monthly' },
    });
  });

  it('is a plain zero for a free plan', () => {
    expect(priced('wick', 'annual')).toMatchObject({ tag: '$0', suffix: null, note: { key: 'price.free' } });
  });

  it.each([0, -3, null])('boasts of no saving of %s percent', (savings_percent) => {
    const annual = {
      billing_period: 'annual',
      amount: 24_000,
      currency: 'usd',
      lookup_key: 'x',
      savings_percent,
    } as const;
    expect(priced('lamp', 'annual', [annual]).saving).toBeNull();
  });

  it('is read out whole', () => {
    const dollars = formatMoney(
      { amount: 18_000, currency: 'usd' },
      { locale: 'en-US', hidesZeroCents: true, display: 'name' },
    );
    expect(priced('lamp', 'annual').spoken).toEqual({ key: 'price.spoken_annual', values: { price: dollars } });
  });

  it('leaves a choice of periods only where there is one', () => {
    expect(soldPeriods(plans)).toEqual(['monthly', 'annual']);
    expect(soldPeriods(plans.filter(({ id }) => id === 'candle'))).toEqual(['monthly']);
  });
});
