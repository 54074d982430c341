/* A new card, and where its owner lives. */
import { inputNamed, readCard } from './card-inputs.js';

const country = inputNamed('country');
const postalCode = inputNamed('postalCode');

/** By the names of the mistakes in them. */
export const cardInputs = {
  cardNumber: inputNamed('number'),
  cardExpiry: inputNamed('expiry'),
  cardCvc: inputNamed('cvc'),
  postalCode,
};

function isPlaceAsked({ hasBillingAddress, options }) {
  const { billingDetails = 'auto' } = options.fields ?? {};
  return !hasBillingAddress && billingDetails !== 'never' && billingDetails.address !== 'never';
}

function isPostalCodeNeeded(settings) {
  return isPlaceAsked(settings) && country.dataset.postalCodes.split(' ').includes(country.value);
}

/** What stands in the fields, and what is wrong with it. */
export function readCardPanel(settings) {
  const { cardNumber, cardExpiry, cardCvc } = cardInputs;
  const typed = { cardNumber: cardNumber.value, cardExpiry: cardExpiry.value, cardCvc: cardCvc.value };
  const { card, mistakes } = readCard(typed);
  const postal_code = postalCode.value.trim();
  const isUs = country.value === 'US';
  if (isPostalCodeNeeded(settings) && (postal_code === '' || (isUs && !/^\d{5}(-\d{4})?$/.test(postal_code)))) {
    const message = isUs ? 'Your ZIP is incomplete.' : 'Your postal code is incomplete.';
    mistakes.postalCode = { code: 'incomplete_zip', message };
  }
  const address = { country: country.value, ...(isPostalCodeNeeded(settings) ? { postal_code } : {}) };
  return {
    mistakes,
    isEmpty: Object.values(typed).every((text) => text.trim() === ''),
    billing: isPlaceAsked(settings) ? { address } : {},
    // The card itself is never part of it.
    shown: isPlaceAsked(settings)
      ? { billingDetails: { address: { country: address.country, postalCode: address.postal_code ?? null } } }
      : {},
    data: { type: 'card', card },
  };
}

/** Fills in what the page knows of the place. */
export function setPlace({ country: home, postal_code: zip } = {}) {
  if (home) country.value = home;
  if (zip) postalCode.value = zip;
}

/** Asks for what the place needs. */
export function showPlace(settings) {
  const isUs = country.value === 'US';
  country.closest('.place').hidden = !isPlaceAsked(settings);
  postalCode.closest('.Field').hidden = !isPostalCodeNeeded(settings);
  document.querySelector(`label[for="${postalCode.id}"]`).textContent = isUs ? 'ZIP code' : 'Postal code';
  postalCode.placeholder = isUs ? '12345' : '';
}

/** A decline is said where it can be mended. */
export function inputOfDecline({ code, decline_code: declineCode }) {
  const reason = declineCode ?? code;
  if (/cvc/.test(reason)) return cardInputs.cardCvc;
  return /expir/.test(reason) ? cardInputs.cardExpiry : cardInputs.cardNumber;
}
