import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineTaxes, totalTaxes } from './line-taxes.ts';
import { provinceOfPostalCode, stateOfZip } from './postal-state.ts';
import { recognizePlace } from './tax-location.ts';
import { taxPlace } from './tax-places.ts';

const owed = { reason: 'standard_rated' } as const;
const rate = (percentage: number, inclusive = false, id = `txr_${percentage}`) => ({ id, percentage, inclusive });

describe('where somebody is', () => {
  test('a ZIP code is enough in the United States, and needed', () => {
    expect(recognizePlace({ country: 'US', postal_code: '10001' })).toEqual({
      status: 'recognized',
      country: 'US',
      state: 'NY',
    });
    expect(recognizePlace({ country: 'US', state: 'NY' }).status).toBe('unrecognized');
    expect(stateOfZip('94105-1234')).toBe('CA');
    expect(stateOfZip('00000')).toBeUndefined();
  });

  test('Canada needs a province or a postal code, other places their country', () => {
    expect(recognizePlace({ country: 'CA', postal_code: 'H2X 1Y4' })).toMatchObject({ state: 'QC' });
    expect(provinceOfPostalCode('m5v 2t6')).toBe('ON');
    expect(recognizePlace({ country: 'CA' }).status).toBe('unrecognized');
    expect(recognizePlace({ country: 'de' })).toMatchObject({ status: 'recognized', country: 'DE' });
  });

  test('nowhere is missing, a country that is none unrecognized, and the state Failure fails', () => {
    expect(recognizePlace(null).status).toBe('missing');
    expect(recognizePlace({ country: null }).status).toBe('missing');
    expect(recognizePlace({ country: 'ZZ' }).status).toBe('unrecognized');
    expect(recognizePlace({ country: 'DE', state: 'Failure' }).status).toBe('failed');
  });

  test('places have their taxes; Quebec has two, California none on software', () => {
    expect(taxPlace('DE', null)?.taxes.map((tax) => tax.percentage)).toEqual([19]);
    expect(taxPlace('CA', 'QC')?.taxes.map((tax) => tax.taxType)).toEqual(['gst', 'qst']);
    expect(taxPlace('CA', 'ON')?.taxes.map((tax) => tax.percentage)).toEqual([13]);
    expect(taxPlace('US', 'CA')).toBeUndefined();
    expect(taxPlace('BR', null)).toBeUndefined();
  });
});

describe('the taxes of a line', () => {
  test('on top', () => {
    expect(lineTaxes(1499, [rate(19)], owed)).toMatchObject([{ amount: 285, taxable_amount: 1499 }]);
  });

  test('contained', () => {
    expect(lineTaxes(1190, [rate(19, true)], owed)).toMatchObject([{ amount: 190, taxable_amount: 1000 }]);
  });

  test('two contained ones share the same base', () => {
    const taxes = lineTaxes(11_500, [rate(5, true), rate(10, true)], owed);
    expect(taxes.map((tax) => tax.amount)).toEqual([500, 1000]);
  });

  test('not owed, it is named at nothing', () => {
    expect(lineTaxes(1000, [rate(19)], { reason: 'reverse_charge', isOwed: false })).toMatchObject([
      { amount: 0, taxable_amount: 0, taxability_reason: 'reverse_charge' },
    ]);
  });

  test('a credit’s tax is the debit’s, negated; totals are the sum of the lines', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(amounts, fc.boolean(), fc.integer({ min: 0, max: 30 }), (debits, inclusive, percentage) => {
        const rates = [rate(percentage, inclusive)];
        const lines = debits.map((amount) => ({ taxes: lineTaxes(amount, rates, owed) }));
        const credits = debits.map((amount) => ({ taxes: lineTaxes(-amount, rates, owed) }));
        const sum = lines.flatMap((line) => line.taxes).reduce((whole, tax) => whole + tax.amount, 0);
        expect(totalTaxes(lines)[0]?.amount).toBe(sum);
        expect(totalTaxes([...lines, ...credits])[0]?.amount).toBe(0);
      }),
    );
  });
});
