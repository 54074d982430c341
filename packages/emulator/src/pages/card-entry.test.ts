import { describe, expect, test } from 'vitest';
import { isCardEntryEmpty, readCardEntry } from './assets/card-entry.js';

const now = Date.UTC(2026, 10, 21) / 1000;
const typed = { cardNumber: '4242 4242 4242 4242', cardExpiry: '12 / 34', cardCvc: '123' };

test('a card that is typed as people type it is read', () => {
  expect(readCardEntry(typed, { now })).toEqual({
    card: { number: '4242424242424242', expMonth: 12, expYear: 2034, cvc: '123' },
  });
});

test('an American Express card has fifteen digits and a code of four', () => {
  const amex = { cardNumber: '378282246310005', cardExpiry: '0130', cardCvc: '1234' };
  expect(readCardEntry(amex, { now })).toHaveProperty('card.expYear', 2030);
  expect(readCardEntry({ ...amex, cardCvc: '123' }, { now })).toEqual({
    errors: { cardCvc: "Your card's security code is incomplete." },
  });
});

describe('a refusal names the field and says why', () => {
  test.each([
    [{ cardNumber: '4242424242424241' }, { cardNumber: 'Your card number is invalid.' }],
    [{ cardNumber: '4242' }, { cardNumber: 'Your card number is incomplete.' }],
    [{ cardNumber: 'my card' }, { cardNumber: 'Your card number is invalid.' }],
    [{ cardExpiry: '13/30' }, { cardExpiry: "Your card's expiration date is invalid." }],
    [{ cardExpiry: '12' }, { cardExpiry: "Your card's expiration date is incomplete." }],
    [{ cardExpiry: '10/26' }, { cardExpiry: "Your card's expiration date is in the past." }],
    [{ cardExpiry: '12/25' }, { cardExpiry: "Your card's expiration year is in the past." }],
    [{ cardExpiry: '12/99' }, { cardExpiry: "Your card's expiration year is invalid." }],
    [{ cardCvc: '12' }, { cardCvc: "Your card's security code is incomplete." }],
    [{ cardCvc: '12x' }, { cardCvc: "Your card's security code is invalid." }],
  ])('%j', (change, errors) => {
    expect(readCardEntry({ ...typed, ...change }, { now })).toEqual({ errors });
  });
});

test('the month of expiry is still good', () => {
  expect(readCardEntry({ ...typed, cardExpiry: '11/26' }, { now })).toHaveProperty('card.expMonth', 11);
});

test('all fields empty is no card', () => {
  expect(isCardEntryEmpty({ cardNumber: ' ', cardExpiry: '', cardCvc: undefined })).toBe(true);
  expect(isCardEntryEmpty(typed)).toBe(false);
});
