/* The Payment Element: a new card or bank account, or what was saved before. */
import { sendRequest } from '../stripe-js/send-request.js';
import { applyAppearance } from './appearance.js';
import { allBankInputs, accountParams, bankInputs, readBankPanel, setHolder, showHolder } from './bank-panel.js';
import { cardInputs, inputOfDecline, readCardPanel, setPlace, showPlace } from './card-panel.js';
import { formatWhileTyped, form, validationError } from './card-inputs.js';
import { clearErrors, placeErrors, showError } from './field-errors.js';
import { answerHost, say, watchContent } from './host-messages.js';
import { chosenType, showTypes } from './method-tabs.js';
import { chosenMethod, savingParams, showCustomer } from './saved-methods.js';

const everyInput = Object.values({ ...cardInputs, ...allBankInputs });
const settings = { key: '', session: {}, options: {} };

/** What the API is asked with: the publishable key, at the emulator itself. */
const client = () => ({ origin: location.origin, key: settings.key });

/** What stands in the fields of the chosen way to pay, and what is wrong with it. */
function read() {
  const type = chosenType();
  return type === 'card'
    ? { inputs: cardInputs, ...readCardPanel(settings) }
    : { inputs: bankInputs(type), ...readBankPanel(type) };
}

function tellChange() {
  const saved = chosenMethod();
  const { mistakes, isEmpty, shown } = read();
  const value = saved
    ? { type: saved.type, payment_method: { id: saved.id, type: saved.type, billing_details: saved.billing_details } }
    : { type: chosenType(), ...shown };
  const complete = Boolean(saved) || Object.keys(mistakes).length === 0;
  say('change', { collapsed: false, complete, empty: !saved && isEmpty, value });
}

/** Says what is wrong beside each field; answers with the first. */
function check() {
  if (chosenMethod()) return {};
  const { mistakes, inputs } = read();
  for (const [name, input] of Object.entries(inputs)) showError(input, mistakes[name]?.message ?? '');
  const [first] = Object.keys(inputs).filter((name) => name in mistakes);
  if (!first) return {};
  inputs[first].focus();
  return { error: validationError(mistakes[first]) };
}

/**
 * Sends what was typed with what the page wants done: confirms an intent, or makes a payment method or a confirmation token.
 * This, at the emulator, is the only place that a card or an account is ever sent to.
 */
async function send({ target, params = {}, data = {} }) {
  const wrong = check();
  if (wrong.error) return wrong;
  const { value: method, error } = await methodFor(data);
  if (error) return { error };
  const request = requestFor(target, { params, method });
  const answer = await sendRequest(client(), { method: 'POST', ...request });
  if (answer.error) showDecline(answer.error);
  return answer;
}

async function methodFor(data) {
  const saved = chosenMethod();
  if (saved) return { value: { payment_method: saved.id } };
  const { billing, account, data: card } = read();
  const { value: typed, error } = account ? await accountParams(client(), account) : { value: card };
  if (error) return { error };
  const { billing_details: given, ...rest } = data;
  const { allow_redisplay, ...saving } = savingParams();
  const payment_method_data = { ...typed, allow_redisplay, ...rest, billing_details: detailsOf(billing, given) };
  return { value: { payment_method_data, ...saving } };
}

/** What the page says of whoever pays goes before what was typed here. */
function detailsOf(billing, given = {}) {
  const known = Object.entries(given).filter(([, value]) => value !== null && value !== undefined);
  return { ...billing, ...Object.fromEntries(known), address: { ...billing.address, ...given.address } };
}

function requestFor({ path, id }, { params, method }) {
  const isToken = path === '/v1/confirmation_tokens';
  if (id === undefined && !isToken) {
    return { path: '/v1/payment_methods', params: { ...params, ...method.payment_method_data } };
  }
  const asked = { ...mandate(), ...params, ...method };
  return { path: isToken ? path : `${path}/${encodeURIComponent(id)}/confirm`, params: asked };
}

/** Whoever pays by bank debit has read the mandate above the button. */
function mandate() {
  if ((chosenMethod()?.type ?? chosenType()) === 'card') return {};
  return { mandate_data: { customer_acceptance: { type: 'online', online: { infer_from_client: true } } } };
}

function showDecline(error) {
  if (error.type !== 'card_error' || chosenMethod()) return;
  showError(inputOfDecline(error), error.message);
}

/** Asks what there is to know of the payment. A page that cannot know it shows that it failed. */
async function readSession() {
  const { value, error } = await sendRequest(client(), {
    method: 'GET',
    path: '/v1/elements/sessions',
    params: settings.session,
  });
  if (error) return { error };
  settings.about = value;
  const types = value.payment_method_preference.ordered_payment_method_types;
  showTypes(types, onChoice);
  showCustomer(value, { client, session: settings.session, onChange: tellChange });
  showRest();
  return {};
}

function onChoice() {
  showRest();
  tellChange();
}

/** What depends on the way to pay: who is asked for, and what they agree to. */
function showRest() {
  showHolder(chosenType(), settings);
  document.querySelector('.terms').textContent = termsOf(chosenType());
}

function termsOf(type) {
  const { about = {}, options } = settings;
  const wish = options.terms?.[{ card: 'card', sepa_debit: 'sepaDebit', us_bank_account: 'usBankAccount' }[type]];
  if (wish === 'never') return '';
  if (type !== 'card') return about.mandate_texts?.[type] ?? '';
  return wish === 'always' || about.setup_future_usage
    ? `By providing your card information, you allow ${about.business_name} to charge your card for future payments in accordance with their terms.`
    : '';
}

function take(configuration) {
  Object.assign(settings, configuration);
  applyAppearance(settings.appearance);
  const { readOnly = false } = settings.options;
  for (const input of form.elements) input.disabled = readOnly;
  showPlace(settings);
  showRest();
}

placeErrors(everyInput);
formatWhileTyped({ number: cardInputs.cardNumber, expiry: cardInputs.cardExpiry });
watchContent(form);
answerHost({
  async configure(configuration) {
    take(configuration);
    const known = settings.options.defaultValues?.billingDetails;
    setPlace(known?.address);
    setHolder(known);
    showPlace(settings);
    const { error } = await readSession();
    if (error) return say('loaderror', { error });
    form.hidden = false;
    say('ready');
    tellChange();
  },
  async update(configuration) {
    const before = JSON.stringify(settings.session);
    take(configuration);
    // Another currency or another purpose may be paid in other ways.
    if (JSON.stringify(settings.session) !== before) await readSession();
  },
  refresh: readSession,
  focus: () => everyInput.find((input) => input.checkVisibility())?.focus(),
  blur: () => document.activeElement?.blur(),
  clear() {
    for (const input of everyInput) input.value = '';
    clearErrors(everyInput);
    tellChange();
  },
  check,
  send,
});

form.addEventListener('input', ({ target }) => {
  showError(target, '');
  showPlace(settings);
  showHolder(chosenType(), settings);
  tellChange();
});

// A mistake is said when the person goes on, not while they type; a field that they have not come to yet is not wrong.
form.addEventListener('focusout', ({ target }) => {
  const { inputs, mistakes } = read();
  const name = Object.keys(inputs).find((field) => inputs[field] === target);
  if (name && target.value !== '') showError(target, mistakes[name]?.message ?? '');
});
