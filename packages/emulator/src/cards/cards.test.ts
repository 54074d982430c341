import { describe, expect, test } from 'vitest';
import { StripeError } from '../kernel/errors.ts';
import { hasValidCheckDigit } from './card-numbers.ts';
import { fingerprintOf } from './fingerprint.ts';
import { allTestCards, testCardById, testCardByNumber } from './test-cards.ts';
import { checkTypedCard } from './typed-card.ts';
import type { TypedCard } from './typed-card.ts';

const now = Date.UTC(2026, 5, 15) / 1000;
const visa: TypedCard = { number: '4242 4242 4242 4242', exp_month: 12, exp_year: 2034, cvc: '123' };

function refusal(typed: Partial<TypedCard>): StripeError['details'] {
  try {
    checkTypedCard({ ...visa, ...typed }, { now });
  } catch (error) {
    if (error instanceof StripeError) return error.details;
    throw error;
  }
  throw new Error('The card was taken.');
}

describe('the table of test cards', () => {
  test('every number passes the check digit, and every name is one card', () => {
    expect(allTestCards().filter((card) => !hasValidCheckDigit(card.number))).toEqual([]);
    expect(new Set(allTestCards().map((card) => card.name)).size).toBe(allTestCards().length);
  });

  test('payment method and token ids name the same card, with and without visa', () => {
    for (const id of ['pm_card_visa_chargeDeclined', 'tok_visa_chargeDeclined', 'tok_chargeDeclined']) {
      expect(testCardById(id)?.number).toBe('4000000000000002');
    }
    expect(testCardById('pm_card_gb')).toMatchObject({ country: 'GB', behavior: { decline: null } });
    expect(testCardById('pm_card_visa_chargeDeclinedExpiredCard')?.number).toBe('4000000000000069');
    expect(testCardById('pm_1NoMagic')).toBeUndefined();
  });

  test('a number that several ids share is, when typed, the plain one', () => {
    expect(testCardByNumber('4000000000000341')?.name).toBe('chargeCustomerFail');
    expect(testCardByNumber('4242424242424242')?.name).toBe('visa');
  });
});

describe('a typed card', () => {
  test('is taken with spaces, two-digit years and four-digit codes of American Express', () => {
    expect(checkTypedCard(visa, { now }).testCard.name).toBe('visa');
    expect(checkTypedCard({ ...visa, exp_year: 34 }, { now }).exp_year).toBe(2034);
    const amex = { ...visa, number: '378282246310005', cvc: '1234' };
    expect(checkTypedCard(amex, { now }).testCard.brand).toBe('amex');
  });

  test('with a wrong check digit is incorrect_number', () => {
    expect(refusal({ number: '4242424242424241' })).toMatchObject({
      code: 'incorrect_number',
      param: 'number',
      status: 402,
    });
    expect(refusal({ number: '42424242' })).toMatchObject({ code: 'incorrect_number' });
    expect(refusal({ number: 'four two four two' })).toMatchObject({ code: 'incorrect_number' });
  });

  test('that ran out, or never will, is refused by month or year', () => {
    expect(refusal({ exp_month: 13 })).toMatchObject({ code: 'invalid_expiry_month', param: 'exp_month' });
    expect(refusal({ exp_month: 5, exp_year: 2026 })).toMatchObject({ code: 'invalid_expiry_month' });
    expect(refusal({ exp_year: 2025 })).toMatchObject({ code: 'invalid_expiry_year', param: 'exp_year' });
    expect(refusal({ exp_year: 2099 })).toMatchObject({ code: 'invalid_expiry_year' });
    expect(checkTypedCard({ ...visa, exp_month: 6, exp_year: 2026 }, { now }).exp_month).toBe(6);
  });

  test('with a code of two digits is invalid_cvc; without one it is taken', () => {
    expect(refusal({ cvc: '12' })).toMatchObject({ code: 'invalid_cvc', param: 'cvc' });
    expect(checkTypedCard({ ...visa, cvc: undefined }, { now }).hasCvc).toBe(false);
  });

  test('that is somebody’s real one is declined, and its number is in no part of the answer', () => {
    const real = '4539578763621486';
    const details = refusal({ number: real });
    expect(details).toMatchObject({ code: 'card_declined', fields: { decline_code: 'test_mode_live_card' } });
    expect(JSON.stringify(details)).not.toContain(real);
  });
});

test('a fingerprint is the same for the same card and tells nothing of the number', () => {
  const fingerprint = fingerprintOf('4242424242424242');
  expect(fingerprint).toBe(fingerprintOf('4242424242424242'));
  expect(fingerprint).toMatch(/^[A-Za-z0-9]{16}$/);
  expect(fingerprint).not.toBe(fingerprintOf('4000000000000002'));
});
