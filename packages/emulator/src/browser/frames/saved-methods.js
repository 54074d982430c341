import { sendRequest } from '../stripe-js/send-request.js';
import { say } from './host-messages.js';

/** The customer whom the page has a session for, with the cards and accounts that they may be shown again. */
const customer = { methods: [], features: {} };
const list = document.querySelector('.saved');
const newCard = document.querySelector('.new-card');
const saveBox = document.querySelector('[name="savePaymentMethod"]');

/** What was saved and is chosen; undefined when something new is typed. */
export function chosenMethod() {
  const chosen = list.querySelector('input:checked')?.value;
  return customer.methods.find(({ id }) => id === chosen);
}

/** What saving the new card means for it, when the page offers to. */
export function savingParams() {
  const { payment_method_save: save, payment_method_save_usage: usage } = customer.features;
  if (save !== 'enabled') return {};
  if (!saveBox.checked) return { allow_redisplay: 'limited' };
  return { allow_redisplay: 'always', ...(usage ? { setup_future_usage: usage } : {}) };
}

/** Shows the saved cards and the offer to save a new one, as far as the session allows. */
export function showCustomer(about, { client, session, onChange }) {
  const { customer: shown, payment_method_preference: preference } = about;
  const { payment_element: element } = shown?.customer_session?.components ?? {};
  customer.features = element?.features ?? {};
  customer.methods = shown?.payment_methods ?? [];
  saveBox.closest('.save').hidden = customer.features.payment_method_save !== 'enabled';
  const remove =
    customer.features.payment_method_remove === 'enabled' &&
    ((method) => detach(method, { client, session, onChange, about }));
  list.replaceChildren();
  list.hidden = customer.methods.length === 0;
  if (list.hidden) return showNewCard();
  const legend = document.createElement('legend');
  const isCardOnly = preference.ordered_payment_method_types.every((type) => type === 'card');
  legend.textContent = isCardOnly ? 'Saved cards' : 'Saved payment methods';
  const choices = customer.methods.map((method, index) => choice({ method, isChosen: index === 0, remove }));
  list.append(
    legend,
    ...choices,
    choice({ isChosen: false, otherName: isCardOnly ? 'New card' : 'New payment method' }),
  );
  list.onchange = () => {
    showNewCard();
    onChange();
  };
  showNewCard();
}

function showNewCard() {
  newCard.hidden = chosenMethod() !== undefined;
}

function choice({ method, isChosen, remove, otherName }) {
  const row = document.createElement('div');
  row.className = 'choice';
  const input = document.createElement('input');
  Object.assign(input, { type: 'radio', name: 'paymentMethod', id: `method-${method?.id ?? 'new'}` });
  Object.assign(input, { value: method?.id ?? 'new', checked: isChosen });
  const label = document.createElement('label');
  Object.assign(label, { htmlFor: input.id, textContent: method ? methodName(method) : otherName });
  row.append(input, label);
  if (!method || !remove) return row;
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', textContent: 'Remove', className: 'remove' });
  button.setAttribute('aria-label', `Remove ${methodName(method)}`);
  button.addEventListener('click', () => remove(method));
  row.append(button);
  return row;
}

function methodName({ card, sepa_debit: sepa, us_bank_account: us }) {
  if (sepa) return `SEPA Debit •••• ${sepa.last4}`;
  if (us) return `${inTitleCase(us.bank_name.toLowerCase(), ' ')} •••• ${us.last4}`;
  const { display_brand: brand, last4, exp_month: month, exp_year: year } = card;
  return `${inTitleCase(brand, '_')} •••• ${last4}, ${String(month).padStart(2, '0')}/${year % 100}`;
}

function inTitleCase(words, separator) {
  return words
    .split(separator)
    .map((word) => word[0].toUpperCase() + word.slice(1))
    .join(' ');
}

async function detach(method, { client, session, onChange, about }) {
  const { error } = await sendRequest(client(), {
    method: 'POST',
    path: `/v1/elements/payment_methods/${method.id}/detach`,
    params: { customer_session_client_secret: session.customer_session_client_secret },
  });
  const { id, type, billing_details } = method;
  const removed = { payment_method: { id, type, billing_details } };
  say(
    'savedpaymentmethodremove',
    error ? { success: false, error: error.message, ...removed } : { success: true, ...removed },
  );
  if (error) return;
  const payment_methods = customer.methods.filter((other) => other !== method);
  showCustomer({ ...about, customer: { ...about.customer, payment_methods } }, { client, session, onChange });
  onChange();
}
