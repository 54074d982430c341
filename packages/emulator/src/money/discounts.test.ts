import fc from 'fast-check';
import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { discountLines } from './discounts.ts';

function coupon(facts: Partial<Stripe.Coupon>): Stripe.Coupon {
  return {
    id: 'C1',
    object: 'coupon',
    amount_off: null,
    created: 0,
    currency: null,
    duration: 'once',
    duration_in_months: null,
    livemode: false,
    max_redemptions: null,
    metadata: {},
    name: null,
    percent_off: null,
    redeem_by: null,
    times_redeemed: 0,
    valid: true,
    ...facts,
  };
}

const line = (amount: number, product = 'prod_1', isDiscountable = true) => ({ amount, product, isDiscountable });

describe('discounts over lines', () => {
  test('a percentage is rounded line by line', () => {
    const discounts = [{ id: 'di_1', coupon: coupon({ percent_off: 33 }) }];
    const result = discountLines({ currency: 'usd', lines: [line(1499), line(101)], discounts });
    expect(result.amounts).toEqual([[{ discount: 'di_1', amount: 495 }], [{ discount: 'di_1', amount: 33 }]]);
    expect(result.totals).toEqual([{ discount: 'di_1', amount: 528 }]);
  });

  test('an amount is spread in proportion, and capped at what there is', () => {
    const discounts = [{ id: 'di_1', coupon: coupon({ amount_off: 1000, currency: 'usd' }) }];
    const spread = discountLines({ currency: 'usd', lines: [line(3000), line(3000), line(3000)], discounts });
    expect(spread.amounts.flat().map(({ amount }) => amount)).toEqual([333, 333, 334]);
    const capped = discountLines({ currency: 'usd', lines: [line(400)], discounts });
    expect(capped.totals).toEqual([{ discount: 'di_1', amount: 400 }]);
  });

  test('they act one after another, those of a single line first', () => {
    const discounts = [
      { id: 'di_all', coupon: coupon({ percent_off: 50 }) },
      { id: 'di_line', coupon: coupon({ amount_off: 200, currency: 'usd' }), onlyLine: 1 },
    ];
    const result = discountLines({ currency: 'usd', lines: [line(1000), line(1000)], discounts });
    expect(result.amounts).toEqual([
      [{ discount: 'di_all', amount: 500 }],
      [
        { discount: 'di_line', amount: 200 },
        { discount: 'di_all', amount: 400 },
      ],
    ]);
  });

  test('only for its products, never on credits or lines that are not discountable', () => {
    const ours = coupon({ percent_off: 10, applies_to: { products: ['prod_1'] } });
    const lines = [line(1000), line(1000, 'prod_2'), line(-500), line(700, 'prod_1', false)];
    const result = discountLines({ currency: 'usd', lines, discounts: [{ id: 'di_1', coupon: ours }] });
    expect(result.amounts).toEqual([[{ discount: 'di_1', amount: 100 }], [], [], []]);
  });

  test('an amount in another currency takes its option, or nothing', () => {
    const ours = coupon({ amount_off: 500, currency: 'usd', currency_options: { eur: { amount_off: 450 } } });
    const off = (currency: string) =>
      discountLines({ currency, lines: [line(1000)], discounts: [{ id: 'di_1', coupon: ours }] }).totals[0]?.amount;
    expect([off('usd'), off('eur'), off('gbp')]).toEqual([500, 450, 0]);
  });

  test('totals agree with the lines, and no line goes below nothing', () => {
    const anyCoupon = fc.oneof(
      fc.integer({ min: 1, max: 100 }).map((percent_off) => coupon({ percent_off })),
      fc.integer({ min: 1, max: 50_000 }).map((amount_off) => coupon({ amount_off, currency: 'usd' })),
    );
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5000, max: 100_000 }), { minLength: 1, maxLength: 8 }),
        fc.array(anyCoupon, { minLength: 1, maxLength: 4 }),
        (amounts, coupons) => {
          const discounts = coupons.map((each, index) => ({ id: `di_${index}`, coupon: each }));
          const result = discountLines({ currency: 'usd', lines: amounts.map((amount) => line(amount)), discounts });
          for (const { discount, amount } of result.totals) {
            const ofLines = result.amounts.flat().filter((part) => part.discount === discount);
            expect(ofLines.reduce((sum, part) => sum + part.amount, 0)).toBe(amount);
          }
          amounts.forEach((amount, index) => {
            const taken = (result.amounts[index] ?? []).reduce((sum, part) => sum + part.amount, 0);
            expect(taken).toBeLessThanOrEqual(Math.max(amount, 0));
          });
        },
      ),
    );
  });
});
