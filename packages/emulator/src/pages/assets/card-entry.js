/*
 * One file for both sides: the browser checks what is typed before it is sent, the server checks again. What a person
 * typed lives only as long as the request; it is never stored and never logged. Types: card-entry.d.ts.
 */

export function readCardEntry(form, options) {
  const number = digits(form.cardNumber);
  const cvc = digits(form.cardCvc);
  const expiry = readExpiry(form.cardExpiry ?? '');
  const errors = {
    ...numberError(number),
    ...expiryError(expiry, form.cardExpiry ?? '', options.now),
    ...cvcError(cvc, number),
  };
  if (expiry === null || Object.keys(errors).length > 0) return { errors };
  return { card: { number, expMonth: expiry.month, expYear: expiry.year, cvc } };
}

export function isCardEntryEmpty(form) {
  return !form.cardNumber?.trim() && !form.cardExpiry?.trim() && !form.cardCvc?.trim();
}

function digits(typed) {
  return (typed ?? '').replace(/[\s-]/g, '');
}

function numberError(number) {
  if (number === '') return { cardNumber: 'Your card number is incomplete.' };
  if (!/^\d+$/.test(number)) return { cardNumber: 'Your card number is invalid.' };
  if (number.length < expectedLength(number)) return { cardNumber: 'Your card number is incomplete.' };
  return number.length > 19 || !hasValidCheckDigit(number) ? { cardNumber: 'Your card number is invalid.' } : {};
}

function expectedLength(number) {
  if (/^3[47]/.test(number)) return 15;
  return /^3[068]/.test(number) ? 14 : 16;
}

/** The check that all card numbers pass (ISO/IEC 7812, annex B): every second digit from the right doubled. */
function hasValidCheckDigit(number) {
  let sum = 0;
  for (let place = 0; place < number.length; place += 1) {
    const digit = Number(number[number.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

function readExpiry(typed) {
  const match = /^\s*(\d{1,2})\s*[/-]?\s*(\d{2}|\d{4})\s*$/.exec(typed);
  if (!match) return null;
  const year = Number(match[2]);
  return { month: Number(match[1]), year: year < 100 ? 2000 + year : year };
}

function expiryError(expiry, typed, now) {
  if (expiry === null) {
    const isPartial = /^[\d\s/-]*$/.test(typed);
    return {
      cardExpiry: isPartial ? "Your card's expiration date is incomplete." : "Your card's expiration date is invalid.",
    };
  }
  if (expiry.month < 1 || expiry.month > 12) return { cardExpiry: "Your card's expiration date is invalid." };
  const today = new Date(now * 1000);
  const months = (expiry.year - today.getUTCFullYear()) * 12 + expiry.month - (today.getUTCMonth() + 1);
  if (months < 0) {
    const isYearPast = expiry.year < today.getUTCFullYear();
    return {
      cardExpiry: isYearPast
        ? "Your card's expiration year is in the past."
        : "Your card's expiration date is in the past.",
    };
  }
  return months > 50 * 12 ? { cardExpiry: "Your card's expiration year is invalid." } : {};
}

function cvcError(cvc, number) {
  const length = /^3[47]/.test(number) ? 4 : 3;
  if (cvc === '' || (/^\d+$/.test(cvc) && cvc.length < length))
    return { cardCvc: "Your card's security code is incomplete." };
  return /^\d{3,4}$/.test(cvc) && cvc.length === length ? {} : { cardCvc: "Your card's security code is invalid." };
}

/** The brand that a number's first digits name, as far as they are typed; `''` when they name none. */
export function cardBrandName(typed) {
  const number = digits(typed);
  if (/^4/.test(number)) return 'Visa';
  if (/^(5[1-5]|2[2-7])/.test(number)) return 'Mastercard';
  if (/^3[47]/.test(number)) return 'American Express';
  if (/^(6011|65|64[4-9])/.test(number)) return 'Discover';
  if (/^3[068]/.test(number)) return 'Diners Club';
  if (/^35/.test(number)) return 'JCB';
  return /^62/.test(number) ? 'UnionPay' : '';
}
