import { expect, test } from 'vitest';
import { moneyText, unitMoneyText } from './money-text.ts';

test.each([
  [1499, 'usd', '$14.99'],
  [5, 'usd', '$0.05'],
  [-64300, 'usd', '-$643.00'],
  [249900, 'eur', '€2,499.00'],
  [500, 'jpy', '¥500'],
  [1234567, 'kwd', 'KWD 1,234.567'],
  [150000, 'huf', 'HUF 1,500.00'],
  [0, 'gbp', '£0.00'],
])('%i minor units of %s read %s', (amount, currency, text) => {
  expect(moneyText(amount, currency).replace(/\u00a0/g, ' ')).toBe(text);
});

test.each([
  ['299', 'usd', '$2.99'],
  ['0.5', 'usd', '$0.005'],
  ['0.25', 'jpy', '¥0.25'],
])('a unit price of %s %s reads %s', (minorUnits, currency, text) => {
  expect(unitMoneyText(minorUnits, currency)).toBe(text);
});
