import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkChargeAmount, checkCurrency, decimalsOf, formatAmount, isChargeable } from './currencies.ts';
import { inclusivePercentOf, percentOf, roundHalfAwayFromZero, roundedQuotient } from './rounding.ts';
import { splitProportionally } from './split.ts';

const amount = fc.integer({ min: 0, max: 10_000_000 });

describe('rounding', () => {
  test('halves go away from zero, so that a credit undoes its debit', () => {
    expect(roundedQuotient(5, 2)).toBe(3);
    expect(roundedQuotient(-5, 2)).toBe(-3);
    expect(roundedQuotient(5, -2)).toBe(-3);
    expect(roundedQuotient(4, 3)).toBe(1);
    expect(roundHalfAwayFromZero(-0.5)).toBe(-1);
    expect(roundHalfAwayFromZero(0.49)).toBe(0);
  });

  test('a proration to the second: 445,540 of 2,678,400 seconds', () => {
    expect(roundedQuotient(-1000 * 445_540, 2_678_400)).toBe(-166);
    expect(roundedQuotient(3252 * 445_540, 2_678_400)).toBe(541);
  });

  test('nothing is negative zero', () => {
    expect(roundedQuotient(-1, 1000)).toBe(0);
    expect(Object.is(roundedQuotient(-1, 1000), -0)).toBe(false);
    expect(Object.is(roundHalfAwayFromZero(-0.2), -0)).toBe(false);
  });

  test('a percentage on top and the same percentage contained', () => {
    expect(percentOf(1499, 8.875)).toBe(133);
    expect(inclusivePercentOf(11_900, 19)).toBe(1900);
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 300_000 }), (net, tenThousandths) => {
        const percent = tenThousandths / 10_000;
        const tax = percentOf(net, percent);
        expect(Math.abs(inclusivePercentOf(net + tax, percent) - tax)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('splitting', () => {
  test('shares sum to the whole, and none exceeds its line', () => {
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 12 }), fc.nat(), (weights, seed) => {
        const sum = weights.reduce((whole, weight) => whole + weight, 0);
        const total = sum === 0 ? 0 : seed % (sum + 1);
        const shares = splitProportionally(total, weights);
        expect(shares.reduce((whole, share) => whole + share, 0)).toBe(total);
        shares.forEach((share, line) => {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(weights[line] ?? 0);
        });
      }),
    );
  });

  test('the remainder goes to the last line', () => {
    expect(splitProportionally(1000, [3000, 3000, 3000])).toEqual([333, 333, 334]);
    expect(splitProportionally(9, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1])).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(splitProportionally(-1000, [3000, 3000, 3000])).toEqual([-333, -333, -334]);
    expect(splitProportionally(500, [0, 0])).toEqual([0, 0]);
  });
});

describe('currencies', () => {
  test('a code that is none is refused in Stripe’s words', () => {
    expect(checkCurrency('USD')).toBe('usd');
    expect(() => checkCurrency('xyz')).toThrow(
      /^Invalid currency: xyz\. Stripe currently supports these currencies: usd/,
    );
  });

  test('decimals are Stripe’s, not the world’s', () => {
    expect([decimalsOf('jpy'), decimalsOf('usd'), decimalsOf('kwd'), decimalsOf('huf')]).toEqual([0, 2, 3, 2]);
    expect(formatAmount(1499, 'usd')).toBe('$14.99');
    expect(formatAmount(500, 'jpy')).toBe('¥500');
  });

  test('too little and too much cannot be charged', () => {
    expect(isChargeable(49, 'usd')).toBe(false);
    expect(isChargeable(50, 'usd')).toBe(true);
    expect(isChargeable(30, 'gbp')).toBe(true);
    expect(() => checkChargeAmount(49, 'usd')).toThrow('Amount must be at least $0.50 usd');
    expect(() => checkChargeAmount(100_000_000, 'usd')).toThrow('Amount must be no more than $999,999.99');
    expect(() => checkChargeAmount(1005, 'kwd')).toThrow('the last digit');
  });
});
