import { decimalAmount, formatMoney, minorUnitDigits, moneyParts, monthlyShare } from './money.ts';

const locale = 'en-US';

describe('an amount of money', () => {
  it.each([
    [1499, 'usd', '$14.99'],
    [11900, 'usd', '$119.00'],
    [0, 'usd', '$0.00'],
    [5, 'eur', '€0.05'],
    [-1250, 'usd', '-$12.50'],
    [500, 'jpy', '¥500'],
    [1234, 'kwd', 'KWD 1.234'],
    [249900, 'usd', '$2,499.00'],
  ])('%i %s reads %s', (amount, currency, text) => {
    expect(formatMoney({ amount, currency }, { locale }).replace(/\s/g, ' ')).toBe(text);
  });

  it('counts HUF, ISK and UGX in hundredths, as Stripe does and Intl does not', () => {
    expect(['huf', 'ISK', 'ugx'].map(minorUnitDigits)).toEqual([2, 2, 2]);
    expect(formatMoney({ amount: 50_000, currency: 'isk' }, { locale })).toContain('500');
    expect(formatMoney({ amount: 50_000, currency: 'isk' }, { locale })).not.toContain('.');
    expect(formatMoney({ amount: 12_345, currency: 'huf' }, { locale })).toContain('123.45');
  });

  it('moves digits instead of dividing, so that no cent is lost', () => {
    expect(decimalAmount({ amount: 9_007_199_254_740_991, currency: 'usd' })).toBe('90071992547409.91');
    expect(() => decimalAmount({ amount: 14.99, currency: 'usd' })).toThrow('minor units');
  });

  it('leaves zero cents out where a price tag asks for it, and only zero ones', () => {
    expect(formatMoney({ amount: 69900, currency: 'usd' }, { locale, hidesZeroCents: true })).toBe('$699');
    expect(formatMoney({ amount: 5825, currency: 'usd' }, { locale, hidesZeroCents: true })).toBe('$58.25');
  });

  it('can be said in words', () => {
    expect(formatMoney({ amount: 11900, currency: 'usd' }, { locale, hidesZeroCents: true, display: 'name' })).toBe(
      '119 US dollars',
    );
  });

  it('comes apart into its sign and its digits, in the order of the locale', () => {
    expect(moneyParts({ amount: 249900, currency: 'usd' }, { locale, hidesZeroCents: true })).toEqual([
      { isCurrency: true, text: '$' },
      { isCurrency: false, text: '2,499' },
    ]);
    expect(moneyParts({ amount: 900, currency: 'eur' }, { locale: 'de' }).at(-1)).toEqual({
      isCurrency: true,
      text: '€',
    });
  });

  it('has a twelfth to the nearest cent', () => {
    expect(monthlyShare({ amount: 11900, currency: 'usd' }).amount).toBe(992);
    expect(monthlyShare({ amount: 19999, currency: 'usd' }).amount).toBe(1667);
  });
});
