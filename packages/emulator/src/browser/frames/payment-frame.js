/* The Payment Element: a card, new or saved. */
import { sendRequest } from '../stripe-js/send-request.js';
import { applyAppearance } from './appearance.js';
import { formatWhileTyped, form, inputNamed, readCard, validationError } from './card-inputs.js';
import { clearErrors, placeErrors, showError } from './field-errors.js';
import { answerHost, say, watchContent } from './host-messages.js';
import { chosenMethod, savingParams, showCustomer } from './saved-methods.js';

const [number, expiry, cvc, country, postalCode] = ['number', 'expiry', 'cvc', 'country', 'postalCode'].map(inputNamed);
const fields = { cardNumber: number, cardExpiry: expiry, cardCvc: cvc, postalCode };
const settings = { key: '', session: {}, options: {} };

/** What the API is asked with: the publishable key, at the emulator itself. */
const client = () => ({ origin: location.origin, key: settings.key });

function isPlaceAsked() {
  const { billingDetails = 'auto' } = settings.options.fields ?? {};
  return !settings.hasBillingAddress && billingDetails !== 'never' && billingDetails.address !== 'never';
}

function isPostalCodeNeeded() {
  return isPlaceAsked() && country.dataset.postalCodes.split(' ').includes(country.value);
}

/** What stands in the fields: the card, where its owner lives, and what is wrong with either. */
function read() {
  const typed = { cardNumber: number.value, cardExpiry: expiry.value, cardCvc: cvc.value };
  const { card, mistakes } = readCard(typed);
  const postal_code = postalCode.value.trim();
  if (
    isPostalCodeNeeded() &&
    (postal_code === '' || (country.value === 'US' && !/^\d{5}(-\d{4})?$/.test(postal_code)))
  ) {
    const message = country.value === 'US' ? 'Your ZIP is incomplete.' : 'Your postal code is incomplete.';
    mistakes.postalCode = { code: 'incomplete_zip', message };
  }
  const address = { country: country.value, ...(isPostalCodeNeeded() ? { postal_code } : {}) };
  const isEmpty = Object.values(typed).every((text) => text.trim() === '');
  return { card, mistakes, address: isPlaceAsked() ? address : {}, isEmpty };
}

function tellChange() {
  const saved = chosenMethod();
  const { mistakes, isEmpty, address } = read();
  const value = saved
    ? { type: 'card', payment_method: { id: saved.id, type: 'card', billing_details: saved.billing_details } }
    : {
        type: 'card',
        ...(isPlaceAsked()
          ? { billingDetails: { address: { country: address.country, postalCode: address.postal_code ?? null } } }
          : {}),
      };
  const complete = Boolean(saved) || Object.keys(mistakes).length === 0;
  say('change', { collapsed: false, complete, empty: !saved && isEmpty, value });
}

/** Says what is wrong beside each field; answers with the first. */
function check() {
  if (chosenMethod()) return {};
  const { mistakes } = read();
  for (const [name, input] of Object.entries(fields)) showError(input, mistakes[name]?.message ?? '');
  const [first] = Object.keys(fields).filter((name) => name in mistakes);
  if (!first) return {};
  fields[first].focus();
  return { error: validationError(mistakes[first]) };
}

/**
 * Sends the card with what the page wants done: confirms an intent, or makes a payment method or a confirmation token. This, at
 * the emulator, is the only place that a card is ever sent to.
 */
async function send({ target, params = {}, data = {} }) {
  const wrong = check();
  if (wrong.error) return wrong;
  const request = requestFor(target, { params, method: methodFor(data) });
  const answer = await sendRequest(client(), { method: 'POST', ...request });
  if (answer.error) showDecline(answer.error);
  return answer;
}

function methodFor(data) {
  const saved = chosenMethod();
  if (saved) return { payment_method: saved.id };
  const { card, address } = read();
  const { billing_details: given, ...rest } = data;
  const billing_details = { ...given, address: { ...address, ...given?.address } };
  const { allow_redisplay, ...saving } = savingParams();
  return { payment_method_data: { type: 'card', card, allow_redisplay, ...rest, billing_details }, ...saving };
}

function requestFor({ path, id }, { params, method }) {
  if (id !== undefined) {
    return { path: `${path}/${encodeURIComponent(id)}/confirm`, params: { ...params, ...method } };
  }
  if (path === '/v1/confirmation_tokens') return { path, params: { ...params, ...method } };
  return { path: '/v1/payment_methods', params: { ...params, ...method.payment_method_data } };
}

/** A decline is said where it can be mended. */
function showDecline({ type, code, decline_code: declineCode, message }) {
  if (type !== 'card_error' || chosenMethod()) return;
  const reason = declineCode ?? code;
  if (/cvc/.test(reason)) showError(cvc, message);
  else if (/expir/.test(reason)) showError(expiry, message);
  else showError(number, message);
}

/** Asks what there is to know of the payment. A page that cannot know it shows that it failed. */
async function readSession() {
  const { value, error } = await sendRequest(client(), {
    method: 'GET',
    path: '/v1/elements/sessions',
    params: settings.session,
  });
  if (error) return { error };
  showCustomer(value, { client, session: settings.session, onChange: tellChange });
  const { terms } = settings.options;
  const isShown = terms?.card === 'always' || (terms?.card !== 'never' && value.setup_future_usage);
  document.querySelector('.terms').textContent = isShown
    ? `By providing your card information, you allow ${value.business_name} to charge your card for future payments in accordance with their terms.`
    : '';
  return {};
}

function take(configuration) {
  Object.assign(settings, configuration);
  applyAppearance(settings.appearance);
  const { readOnly = false } = settings.options;
  for (const input of form.elements) input.disabled = readOnly;
  showPlace();
}

function showPlace() {
  country.closest('.place').hidden = !isPlaceAsked();
  postalCode.closest('.Field').hidden = !isPostalCodeNeeded();
  document.querySelector(`label[for="${postalCode.id}"]`).textContent =
    country.value === 'US' ? 'ZIP code' : 'Postal code';
  postalCode.placeholder = country.value === 'US' ? '12345' : '';
}

placeErrors(Object.values(fields));
formatWhileTyped({ number, expiry });
watchContent(form);
answerHost({
  async configure(configuration) {
    take(configuration);
    const { country: home, postal_code: zip } = settings.options.defaultValues?.billingDetails?.address ?? {};
    if (home) country.value = home;
    if (zip) postalCode.value = zip;
    showPlace();
    const { error } = await readSession();
    if (error) return say('loaderror', { error });
    form.hidden = false;
    say('ready');
    tellChange();
  },
  update: take,
  refresh: readSession,
  focus: () => number.focus(),
  blur: () => document.activeElement?.blur(),
  clear() {
    for (const input of Object.values(fields)) input.value = '';
    clearErrors(Object.values(fields));
    tellChange();
  },
  check,
  send,
});

form.addEventListener('input', ({ target }) => {
  showError(target, '');
  if (target === country) showPlace();
  tellChange();
});

// A mistake is said when the person goes on, not while they type; a field that they have not come to yet is not wrong.
form.addEventListener('focusout', ({ target }) => {
  const name = Object.keys(fields).find((field) => fields[field] === target);
  if (name && target.value !== '') showError(target, read().mistakes[name]?.message ?? '');
});
