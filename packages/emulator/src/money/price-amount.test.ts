import fc from 'fast-check';
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { decimal } from '../kernel/decimal.ts';
import { priceAmount, priceParts, priceTerms } from './price-amount.ts';

const perUnit: Stripe.Price = {
  id: 'price_1',
  object: 'price',
  active: true,
  billing_scheme: 'per_unit',
  created: 0,
  currency: 'usd',
  custom_unit_amount: null,
  livemode: false,
  lookup_key: null,
  metadata: {},
  nickname: null,
  product: 'prod_1',
  recurring: null,
  tax_behavior: 'exclusive',
  tiers_mode: null,
  transform_quantity: null,
  type: 'one_time',
  unit_amount: 1499,
  unit_amount_decimal: decimal('1499'),
};

type Tier = [upTo: number | null, unit: string | null, flat?: string];

function tiered(mode: 'graduated' | 'volume', tiers: Tier[]): Stripe.Price {
  return {
    ...perUnit,
    billing_scheme: 'tiered',
    tiers_mode: mode,
    unit_amount: null,
    unit_amount_decimal: null,
    tiers: tiers.map(([up_to, unit, flat]) => ({
      flat_amount: null,
      flat_amount_decimal: flat === undefined ? null : decimal(flat),
      unit_amount: null,
      unit_amount_decimal: unit === null ? null : decimal(unit),
      up_to,
    })),
  };
}

const assessments = tiered('graduated', [
  [10, '299'],
  [50, '249'],
  [null, '199'],
]);

describe('a price per unit', () => {
  test('is multiplied', () => {
    expect(priceAmount(perUnit, 3)).toBe(4497);
    expect(priceAmount(perUnit, 0)).toBe(0);
  });

  test('with decimals is rounded once, after multiplying', () => {
    const price = { ...perUnit, unit_amount: null, unit_amount_decimal: decimal('0.05') };
    expect(priceAmount(price, 1)).toBe(0);
    expect(priceAmount(price, 10)).toBe(1);
    expect(priceAmount(price, 1009)).toBe(50);
  });

  test('in packages counts begun ones, or only full ones', () => {
    const price = { ...perUnit, transform_quantity: { divide_by: 5, round: 'up' } };
    expect(priceAmount(price, 11)).toBe(3 * 1499);
    expect(priceAmount({ ...price, transform_quantity: { divide_by: 5, round: 'down' } }, 11)).toBe(2 * 1499);
  });

  test('in another currency is the option of that currency, or refused', () => {
    const eur = {
      custom_unit_amount: null,
      tax_behavior: null,
      unit_amount: 1399,
      unit_amount_decimal: decimal('1399'),
    };
    const price = { ...perUnit, currency_options: { eur } };
    expect(priceAmount(price, 2, { currency: 'eur' })).toBe(2798);
    expect(priceTerms(price, 'eur').tax_behavior).toBe('exclusive');
    expect(() => priceAmount(price, 2, { currency: 'gbp' })).toThrow(/only supports `usd`/);
  });
});

describe('a price in tiers', () => {
  test('graduated: each unit at the price of its own tier', () => {
    expect(priceAmount(assessments, 10)).toBe(2990);
    expect(priceAmount(assessments, 11)).toBe(2990 + 249);
    expect(priceAmount(assessments, 60)).toBe(2990 + 40 * 249 + 10 * 199);
    expect(priceParts(assessments, 11).map(({ quantity, amount }) => [quantity, amount])).toEqual([
      [10, 2990],
      [1, 249],
    ]);
  });

  test('graduated with flat fees: those of every tier that is reached', () => {
    const price = tiered('graduated', [
      [10, '100'],
      [null, '80', '500'],
    ]);
    expect(priceAmount(price, 15)).toBe(1900);
    expect(priceAmount(price, 10)).toBe(1000);
  });

  test('nothing used still owes the first tier’s flat fee', () => {
    expect(priceAmount(tiered('graduated', [[null, '100', '700']]), 0)).toBe(700);
    expect(priceAmount(tiered('volume', [[null, '100', '700']]), 0)).toBe(700);
  });

  test('volume: all units at the price of the tier that holds them all', () => {
    const price = tiered('volume', [
      [10, '100'],
      [null, '80', '500'],
    ]);
    expect(priceAmount(price, 10)).toBe(1000);
    expect(priceAmount(price, 11)).toBe(11 * 80 + 500);
  });

  test('parts cover every unit once and sum to the amount; more units never cost less', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), (quantity) => {
        const parts = priceParts(assessments, quantity).filter((part) => !part.isFlat);
        expect(parts.reduce((sum, part) => sum + part.quantity, 0)).toBe(quantity);
        expect(parts.reduce((sum, part) => sum + part.amount, 0)).toBe(priceAmount(assessments, quantity));
        expect(priceAmount(assessments, quantity + 1)).toBeGreaterThan(priceAmount(assessments, quantity));
      }),
    );
  });
});
