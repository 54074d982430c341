import { CatalogView } from '@purser/contract';
import { describe, expect, it } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import talents from '../../../../catalogs/talents.ts';
import { annualSavings, catalogView } from './catalog-view.ts';
import { entitlementsOf, freeTier } from './plan-entitlements.ts';

describe('what anybody may read of the catalog', () => {
  it('is of the contract’s shape for both products', () => {
    for (const catalog of [mmarkov, talents]) {
      const view = catalogView(catalog, { isSandbox: true });
      expect(CatalogView.parse(view)).toEqual(view);
    }
  });

  it('saves 34, 26 and 30 percent by the year with MMarkov, 17 with Talents Premium, nothing with Basic', () => {
    const percents = (catalog: typeof mmarkov) => catalog.plans.map((plan) => annualSavings(plan).percent);
    expect(percents(mmarkov)).toEqual([0, 34, 26, 30]);
    expect(percents(talents)).toEqual([0, 17]);
    expect(catalogView(mmarkov, { isSandbox: false }).max_savings_percent).toBe(34);
  });

  it('shows a plan without an annual price by the month only, and a free one without a price', () => {
    const view = catalogView(talents, { isSandbox: false });
    expect(view.plans[0]?.prices.map((price) => price.lookup_key)).toEqual(['basic_monthly']);
    const free = catalogView(mmarkov, { isSandbox: false }).plans[0];
    expect(free).toMatchObject({ id: 'strawweight', is_free: true, prices: [], trial_days: null });
  });

  it('says before the click that a trial needs no card', () => {
    expect(catalogView(talents, { isSandbox: false }).plans[1]).toMatchObject({
      trial_days: 14,
      trial_needs_card: false,
    });
  });
});

describe('what a plan lets people do', () => {
  it('names every feature, with null for a limit without end', () => {
    expect(entitlementsOf(talents, 'premium')).toEqual({
      children: null,
      assessments_per_month: null,
      reports: 'detailed',
      support: 'priority',
      ai_recommendations: true,
      progress_tracking: true,
      expert_consultations: true,
    });
    expect(entitlementsOf(mmarkov, 'middleweight')['api_requests_per_month']).toBe(10_000);
  });

  it('is the least of everything without a plan', () => {
    expect(entitlementsOf(talents, null)).toMatchObject({ children: 0, reports: 'none', ai_recommendations: false });
    expect(freeTier(mmarkov)).toBe('strawweight');
    expect(freeTier(talents)).toBeNull();
  });
});
