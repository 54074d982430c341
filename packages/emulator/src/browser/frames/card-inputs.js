import { cardBrandName, readCardEntry } from '../../pages/assets/card-entry.js';
import { formatCardNumber, formatExpiry } from '../../pages/assets/format-card.js';

/** The form of an element's frame, and the emulator's time, which decides whether a card has run out. */
export const form = document.querySelector('form');

export function inputNamed(name) {
  return form?.elements.namedItem(name) ?? null;
}

/** Stripe's codes for what is wrong with a card field, by field. */
const codesByField = { cardNumber: 'number', cardExpiry: 'expiry', cardCvc: 'cvc' };

/**
 * What stands in card fields, checked.
 *
 * @param typed By the names `cardNumber`, `cardExpiry`, `cardCvc`.
 * @returns `card` in the API's words, or `mistakes` by field: Stripe's code and sentence.
 */
export function readCard(typed) {
  const { card, errors = {} } = readCardEntry(typed, { now: Number(form.dataset.now) });
  if (card) {
    const { number, expMonth, expYear, cvc } = card;
    return { card: { number, exp_month: expMonth, exp_year: expYear, cvc }, mistakes: {} };
  }
  const mistakes = Object.entries(errors).map(([field, message]) => [field, { code: codeOf(field, message), message }]);
  return { card: null, mistakes: Object.fromEntries(mistakes) };
}

function codeOf(field, message) {
  const name = codesByField[field];
  if (message.includes('incomplete')) return `incomplete_${name}`;
  if (!message.includes('past')) return `invalid_${name}`;
  return message.includes('year') ? 'invalid_expiry_year_past' : 'invalid_expiry_month_past';
}

/** Formats what is typed into a number and an expiry field. */
export function formatWhileTyped({ number, expiry }) {
  number?.addEventListener('input', () => formatCardNumber(number));
  expiry?.addEventListener('input', (event) => formatExpiry(expiry, event));
}

/** `visa`, `amex`, …, `unknown`. */
export function brandOf(number) {
  const name = cardBrandName(number);
  return { '': 'unknown', 'American Express': 'amex', 'Diners Club': 'diners' }[name] ?? name.toLowerCase();
}

/** Asks the API, from the emulator's own origin: a card goes nowhere else. */
export function validationError({ code, message }) {
  return { type: 'validation_error', code, message };
}
