import { describe, expect, test } from 'vitest';
import { isBankEntryEmpty, readBankEntry } from './assets/bank-entry.js';

test('an IBAN is read as people write it', () => {
  expect(readBankEntry('sepa_debit', { iban: ' de89 3704 0044 0532 0130 00 ' })).toEqual({
    account: { type: 'sepa_debit', iban: 'DE89370400440532013000' },
  });
});

test('a US account is read with its type and holder, a checking account of one person unless they say otherwise', () => {
  const numbers = { routingNumber: '110000000', accountNumber: '0001 2345 6789' };
  expect(readBankEntry('us_bank_account', numbers)).toEqual({
    account: {
      type: 'us_bank_account',
      routingNumber: '110000000',
      accountNumber: '000123456789',
      accountType: 'checking',
      holderType: 'individual',
    },
  });
  const other = { ...numbers, accountType: 'savings', accountHolderType: 'company' };
  expect(readBankEntry('us_bank_account', other)).toMatchObject({
    account: { accountType: 'savings', holderType: 'company' },
  });
});

describe('a refusal names the field and says why', () => {
  test.each([
    ['', 'Your IBAN is incomplete.'],
    ['DE89 3704', 'Your IBAN is incomplete.'],
    ['my account', 'Your IBAN is invalid.'],
    // The last digit is another one, so the check digits no longer fit.
    ['DE89370400440532013001', 'Your IBAN is invalid.'],
  ])('IBAN %j', (iban, message) => {
    expect(readBankEntry('sepa_debit', { iban })).toEqual({ errors: { iban: message } });
  });

  test.each([
    [{}, { routingNumber: 'Your routing number is incomplete.', accountNumber: 'Your account number is incomplete.' }],
    [{ routingNumber: '1100000001', accountNumber: '1234' }, { routingNumber: 'Your routing number is invalid.' }],
    [{ routingNumber: '110000000', accountNumber: '12x4' }, { accountNumber: 'Your account number is invalid.' }],
  ])('US account %j', (typed, errors) => {
    expect(readBankEntry('us_bank_account', typed)).toEqual({ errors });
  });

  test('a bank outside the EEA wants to know the street', () => {
    const swiss = { iban: 'CH9300762011623852957' };
    expect(readBankEntry('sepa_debit', swiss)).toEqual({
      errors: { billingAddressLine1: 'Address line 1 is required.' },
    });
    expect(readBankEntry('sepa_debit', { ...swiss, billingAddressLine1: 'Bundesplatz 3' })).toHaveProperty('account');
  });
});

test('a choice of account type alone is no account', () => {
  expect(isBankEntryEmpty('us_bank_account', { accountType: 'savings' })).toBe(true);
  expect(isBankEntryEmpty('sepa_debit', { iban: 'DE' })).toBe(false);
});
