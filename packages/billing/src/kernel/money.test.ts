import { expect, test } from 'vitest';
import { addMoney, formatMoney, minorUnitDigits, money, subtractMoney } from './money.ts';

test('minor units are Stripe’s, not Intl’s', () => {
  expect(minorUnitDigits('JPY')).toBe(0);
  expect(minorUnitDigits('huf')).toBe(2);
  expect(minorUnitDigits('isk')).toBe(2);
  expect(minorUnitDigits('ugx')).toBe(2);
  expect(minorUnitDigits('kwd')).toBe(3);
});

test('amounts of two currencies are never reckoned together', () => {
  expect(addMoney(money(1499, 'usd'), money(1, 'USD'))).toEqual({ amount: 1500, currency: 'usd' });
  expect(subtractMoney(money(100, 'usd'), money(250, 'usd')).amount).toBe(-150);
  expect(() => addMoney(money(1, 'usd'), money(1, 'eur'))).toThrow('usd and eur');
});

test('a fraction of a minor unit is no amount', () => {
  expect(() => money(14.99, 'usd')).toThrow('minor units');
  expect(() => money(1499, 'dollars')).toThrow('currency');
});

test.each([
  [249_900, 'usd', '$2,499.00'],
  [5, 'usd', '$0.05'],
  [-50, 'usd', '-$0.50'],
  [-123_456, 'usd', '-$1,234.56'],
  [500, 'jpy', '¥500'],
  [1000, 'huf', 'HUF 10.00'],
  [1234, 'kwd', 'KWD 1.234'],
  [9_007_199_254_740_991, 'usd', '$90,071,992,547,409.91'],
])('%i of %s is written %s', (amount, currency, text) => {
  expect(formatMoney(money(amount, currency)).replaceAll('\u00a0', ' ')).toBe(text);
});
