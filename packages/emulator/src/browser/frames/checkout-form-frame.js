/*
 * Checkout's form in a merchant's page. It is Checkout's own page without what is bought; its button pays nothing but asks the
 * page around it, which confirms. The card goes from here to the emulator.
 */
import { checkForm, refreshParts, sayError, setBusy } from '../../pages/assets/page.js';
import { applyAppearance } from './appearance.js';
import { formValue, methodType } from './checkout-form-values.js';
import { answerHost, say, watchFrame } from './host-messages.js';

const content = document.querySelector('main');
const payForm = content.querySelector('form[data-checks]');
let session = {};

const tellChange = () => say('change', formValue(payForm, session));

/** Takes the look and the session that the page around knows. */
function take(configuration) {
  const { appearance, checkout, options } = configuration;
  if (appearance) applyAppearance({ ...appearance, rules: {} });
  if (checkout) session = checkout;
  const { promotionCodeCollection } = options?.features ?? {};
  if (promotionCodeCollection) document.documentElement.dataset.promotionCode = promotionCodeCollection;
}

/** Says what is wrong beside each field; answers with the first. */
function check() {
  const wrong = checkForm(payForm);
  if (!wrong) return {};
  wrong.focus();
  const message = document.getElementById(`${wrong.name}-error`)?.textContent ?? wrong.validationMessage;
  return { error: { type: 'validation_error', message } };
}

/** Pays. What is wrong is said here, and told to the page; a bank that asks is the page's to show. */
async function send() {
  const wrong = check();
  if (wrong.error) return wrong;
  showAlert('');
  setBusy(payForm, true);
  const { error, errors = {} } = await post(new URLSearchParams(new FormData(payForm)));
  if (!error) return {};
  setBusy(payForm, false);
  for (const [name, message] of Object.entries(errors)) sayError(payForm, name, message);
  if (error.type !== 'validation_error') showAlert(error.message);
  return { error };
}

async function post(body) {
  try {
    return await (await fetch(`${location.pathname}/confirm`, { method: 'POST', body })).json();
  } catch {
    const message = 'Your payment could not be sent. You have not been charged. Please try again.';
    return { error: { type: 'api_connection_error', message } };
  }
}

/** A sentence about the whole form, read out and brought into view. */
function showAlert(message) {
  payForm.querySelector('.notice.danger')?.remove();
  if (message === '') return;
  const notice = Object.assign(document.createElement('p'), { className: 'notice danger', textContent: message });
  notice.setAttribute('role', 'alert');
  notice.tabIndex = -1;
  payForm.prepend(notice);
  notice.focus();
}

/** Shows what Checkout says of a session that is over. */
async function finish() {
  const answer = await fetch(location.pathname);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  content.replaceChildren(...document.adoptNode(page.querySelector('main')).childNodes);
  return {};
}

watchFrame(content);
answerHost({
  configure(configuration) {
    take(configuration);
    content.hidden = false;
    say('ready');
    tellChange();
  },
  update: take,
  refresh: () => refreshParts(() => fetch(location.pathname), content.dataset.parts),
  focus: () => payForm.querySelector('input, select').focus(),
  blur: () => document.activeElement?.blur(),
  clear() {
    payForm.reset();
    tellChange();
  },
  check,
  value() {
    checkForm(payForm);
    return formValue(payForm, session);
  },
  send,
  fail({ message }) {
    setBusy(payForm, false);
    showAlert(message);
  },
  finish,
});

// After the page's own check, which stops a form that is not complete.
document.addEventListener('submit', (event) => {
  const { submitter, target } = event;
  if (target !== payForm || event.defaultPrevented || submitter?.hasAttribute('formaction')) return;
  event.preventDefault();
  setBusy(payForm, false);
  say('confirm', { source: 'checkout-form-pay-button', paymentMethodType: methodType(payForm) });
});
content.addEventListener('input', tellChange);
content.addEventListener('change', ({ target }) => {
  tellChange();
  // Whom a receipt goes to is known to the session as soon as it is said, as in Checkout's elements.
  if (target.name === 'email' && target.value && target.checkValidity()) say('session', { email: target.value });
});
document.addEventListener('orderchange', () => say('session', {}));
