import { describe, expect, it } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import talents from '../../../../catalogs/talents.ts';
import { CatalogError, defineCatalog, type Catalog, type Plan } from './define-catalog.ts';

function problemsOf(catalog: Catalog): readonly string[] {
  try {
    defineCatalog(catalog);
    return [];
  } catch (error) {
    if (error instanceof CatalogError) return error.problems;
    throw error;
  }
}

/** A catalog whose plan of this id is changed. */
function withPlan(catalog: Catalog, id: string, change: Partial<Plan>): Catalog {
  return { ...catalog, plans: catalog.plans.map((plan) => (plan.id === id ? { ...plan, ...change } : plan)) };
}

describe('a catalog is checked when it is read', () => {
  it('takes both products as they are', () => {
    expect(problemsOf(mmarkov)).toEqual([]);
    expect(problemsOf(talents)).toEqual([]);
  });

  it('refuses an annual price dearer than twelve monthly ones', () => {
    const catalog = withPlan(mmarkov, 'lightweight', { prices: { monthly: 1499, annual: 20000 } });
    expect(problemsOf(catalog)).toEqual([
      'plans.lightweight.prices.annual: 20000 is dearer than twelve monthly payments (17988)',
    ]);
  });

  it('refuses a price with a fraction of a cent', () => {
    const catalog = withPlan(talents, 'basic', { prices: { monthly: 9.99 } });
    expect(problemsOf(catalog)).toEqual([
      'plans.basic.prices.monthly: 9.99 is a fraction of the smallest unit; 14.99 is written 1499',
    ]);
  });

  it('refuses a feature that was not declared, and a value of another kind', () => {
    const features = { children: 'many', telepathy: true, reports: 'glossy', ai_recommendations: 1 };
    expect(problemsOf(withPlan(talents, 'basic', { features: features as Plan['features'] }))).toEqual([
      `plans.basic.features.children: "many" is neither a whole number nor 'unlimited'`,
      'plans.basic.features.telepathy: there is no feature "telepathy" under features',
      'plans.basic.features.reports: "glossy" is none of none, basic, detailed',
      'plans.basic.features.ai_recommendations: 1 is neither true nor false',
    ]);
  });

  it('refuses two plans of one id', () => {
    const [first] = talents.plans;
    const catalog = { ...talents, plans: [...talents.plans, { ...first!, highlighted: false }] };
    expect(problemsOf(catalog)).toEqual(['plans.basic: two plans have this id']);
  });

  it('refuses a second free plan, and a price of nothing', () => {
    const catalog = withPlan(mmarkov, 'lightweight', { prices: { monthly: 0 } });
    expect(problemsOf(catalog)).toEqual(['plans.lightweight.prices.monthly: is 0; a free plan leaves prices out']);
    const { prices: _prices, ...withoutPrices } = mmarkov.plans[3]!;
    expect(problemsOf({ ...mmarkov, plans: [...mmarkov.plans.slice(0, 3), withoutPrices] })).toEqual([
      'plans: more than one is free: strawweight, heavyweight',
    ]);
  });

  it('refuses tiers out of order, and one that never ends before the last', () => {
    const [usage] = talents.usage!;
    const tiers = [
      { upTo: 50, unitAmount: 299 },
      { upTo: 10, unitAmount: 249 },
    ];
    expect(problemsOf({ ...talents, usage: [{ ...usage!, tiers }] })).toEqual([
      "usage.additional_assessments.tiers.1.upTo: only the last tier is 'unlimited'",
      'usage.additional_assessments.tiers.1.upTo: 10 is not a whole number above 50',
    ]);
  });

  it('refuses a coupon without terms, for a free plan, with a code that stands twice', () => {
    const coupon = {
      id: 'nothing',
      name: 'Nothing',
      duration: 'once' as const,
      plans: ['strawweight'],
      promotionCodes: [{ code: 'annual20' }],
    };
    expect(problemsOf({ ...mmarkov, coupons: [...mmarkov.coupons!, coupon] })).toEqual([
      'coupons: the promotion code ANNUAL20 stands twice',
      'coupons.nothing: give percentOff or amountOff, one of them',
      'coupons.nothing.plans: there is no plan "strawweight" with a price',
    ]);
  });

  it('refuses a colour that text cannot be read on, and a statement line that Stripe would refuse', () => {
    const brand = { ...mmarkov.brand, accent: '#2196f3', statementDescriptor: 'M*' };
    expect(problemsOf({ ...mmarkov, brand })).toEqual([
      `brand.statementDescriptor: "M*" is not 5 to 22 characters with a letter and without <>\\'"*`,
      'brand.accent: #2196f3 against #ffffff has a contrast of 3.12; text needs 4.5',
    ]);
  });

  it('says all that is wrong at once', () => {
    const broken = withPlan({ ...talents, currency: 'USD', pastDueGraceDays: -1 }, 'basic', { sellingPoints: [] });
    expect(() => defineCatalog(broken)).toThrow(
      'The catalog "talents" is not in order:\n' +
        '  currency: "USD" is not a three-letter lowercase currency code\n' +
        '  pastDueGraceDays: -1 is not a whole number of days from 0 to 60\n' +
        '  plans.basic.sellingPoints: says nothing of what the plan gives',
    );
  });
});
