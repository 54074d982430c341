/* The card fields in one line, or one of them; the mistakes are shown by the page, which is told of them. */
import { sendRequest } from '../stripe-js/send-request.js';
import { applyStyle } from './appearance.js';
import { brandOf, form, formatWhileTyped, inputNamed, readCard, validationError } from './card-inputs.js';
import { answerHost, say, watchContent } from './host-messages.js';
import { askSiblings, joinSiblings } from './sibling-frames.js';

/** The names that Stripe's own card fields have. */
const inputs = {
  cardNumber: inputNamed('cardnumber'),
  cardExpiry: inputNamed('exp-date'),
  cardCvc: inputNamed('cvc'),
};
const postal = inputNamed('postal');
const settings = { key: '', options: {} };
const touched = new Set();

const present = () => Object.entries(inputs).filter(([, input]) => input);
const typedHere = () => Object.fromEntries(present().map(([name, input]) => [name, input.value]));

/** What is wrong with the fields of this frame; `isFinal` also counts those that nobody has come to yet. */
function mistakesHere({ isFinal }) {
  const { mistakes } = readCard(typedHere());
  if (postal && !settings.options.hidePostalCode && postal.value.trim() === '') {
    mistakes.postal = { code: 'incomplete_zip', message: 'Your postal code is incomplete.' };
  }
  const own = [...present(), ['postal', postal]].filter(([name]) => name in mistakes);
  return own.filter(([, input]) => isFinal || touched.has(input)).map(([name, input]) => [input, mistakes[name]]);
}

function tellChange() {
  const wrong = mistakesHere({ isFinal: false });
  for (const [, input] of [...present(), ['postal', postal]]) {
    input?.classList.toggle(
      'Input--invalid',
      wrong.some(([other]) => other === input),
    );
  }
  say('change', {
    ...(inputs.cardNumber ? { brand: brandOf(inputs.cardNumber.value) } : {}),
    complete: mistakesHere({ isFinal: true }).length === 0,
    empty: present().every(([, input]) => input.value === ''),
    error: wrong[0] && validationError(wrong[0][1]),
    ...(postal ? { value: { postalCode: postal.value } } : {}),
  });
}

/** Sends the card where the page wants it, at the emulator. Fields in frames of their own are asked for their part. */
async function send({ target, params = {}, data = {} }) {
  const typed = present().length === 3 ? typedHere() : { ...(await askSiblings()), ...typedHere() };
  const { card, mistakes } = readCard(typed);
  const [mistake] = [...mistakesHere({ isFinal: true }).map(([, wrong]) => wrong), ...Object.values(mistakes)];
  if (mistake) return { error: validationError(mistake) };
  const { path, id } = target;
  const { billing_details: given } = data;
  const billing_details = {
    ...given,
    address: { ...(postal?.value ? { postal_code: postal.value } : {}), ...given?.address },
  };
  const method = { type: 'card', card, ...data, billing_details };
  const client = { origin: location.origin, key: settings.key };
  if (id !== undefined) {
    const confirmation = { ...params, payment_method_data: method };
    return sendRequest(client, {
      method: 'POST',
      path: `${path}/${encodeURIComponent(id)}/confirm`,
      params: confirmation,
    });
  }
  if (path === '/v1/tokens')
    return sendRequest(client, { method: 'POST', path, params: { card: { ...card, ...data } } });
  return sendRequest(client, { method: 'POST', path: '/v1/payment_methods', params: { ...params, ...method } });
}

function take(configuration) {
  Object.assign(settings, configuration);
  applyStyle(settings.options.style);
  joinSiblings(settings.group, typedHere);
  const { disabled = false, hidePostalCode = false, placeholder, value } = settings.options;
  for (const input of form.elements) input.disabled = disabled;
  if (postal) postal.hidden = hidePostalCode;
  if (postal && value?.postalCode) postal.value = value.postalCode;
  const [only, ...others] = form.elements;
  if (placeholder !== undefined && others.length === 0) only.placeholder = placeholder;
}

formatWhileTyped({ number: inputs.cardNumber, expiry: inputs.cardExpiry });
watchContent(form);
answerHost({
  configure(configuration) {
    take(configuration);
    form.hidden = false;
    say('ready');
  },
  update: take,
  refresh: () => ({}),
  focus: () => form.elements[0].focus(),
  blur: () => document.activeElement?.blur(),
  clear() {
    for (const input of form.elements) input.value = '';
    touched.clear();
    tellChange();
  },
  send,
});

form.addEventListener('input', ({ target }) => {
  touched.delete(target);
  tellChange();
});
form.addEventListener('focusout', ({ target }) => {
  if (target.value !== '') touched.add(target);
  tellChange();
});
