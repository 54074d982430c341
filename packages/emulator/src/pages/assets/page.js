/*
 * What the pages do beyond plain forms. Everything works without it; with it, typed text survives a promotion code or a
 * new tax total, and mistakes are said before anything is sent.
 */
import { bankFields, isBankEntryEmpty, readBankEntry } from './bank-entry.js';
import { cardBrandName, isCardEntryEmpty, readCardEntry } from './card-entry.js';
import { formatCardNumber, formatExpiry } from './format-card.js';

const methodFields = { card: ['cardNumber', 'cardExpiry', 'cardCvc'], ...bankFields };
const numberFields = Object.values(methodFields).flat();

function field(form, name) {
  const found = form.elements.namedItem(name);
  return found instanceof HTMLElement ? found : null;
}

/** Formats the number, and names its brand beside it. */
function showCardNumber(input) {
  formatCardNumber(input);
  const brand = input.closest('.card-number')?.querySelector('.card-brand');
  if (brand) brand.textContent = cardBrandName(input.value);
}

/** Groups an IBAN as banks print it, once it is typed. */
function groupIban(input) {
  const letters = input.value.replace(/\s/g, '').toUpperCase();
  input.value = letters.replace(/(.{4})(?=.)/g, '$1 ');
}

export function sayError(form, name, message) {
  const input = field(form, name);
  const place = document.getElementById(`${name}-error`);
  if (!input || !place) return;
  place.textContent = message;
  if (message) input.setAttribute('aria-invalid', 'true');
  else input.removeAttribute('aria-invalid');
}

function emptyFieldMessage(input) {
  const label = document.querySelector(`label[for="${input.id}"]`)?.firstChild?.textContent?.trim() ?? 'This field';
  return `${label} is required.`;
}

/** Card and bank fields by the shared checks, the others by the browser's own. Gives the first wrong field. */
export function checkForm(form) {
  const wrong = new Map();
  for (const input of form.elements) {
    if (!input.name || !input.willValidate || numberFields.includes(input.name)) continue;
    // What is hidden belongs to another way to pay.
    if (input.getClientRects().length === 0) continue;
    const isEmpty = input.validity.valueMissing || (input.dataset.needed === 'true' && input.value.trim() === '');
    if (isEmpty) wrong.set(input.name, emptyFieldMessage(input));
    else if (!input.checkValidity()) wrong.set(input.name, input.dataset.mistake || input.validationMessage);
  }
  for (const [name, message] of Object.entries(paymentChoice(form).errors)) wrong.set(name, message);
  for (const input of form.elements) if (input.name) sayError(form, input.name, wrong.get(input.name) ?? '');
  return [...form.elements].find((input) => wrong.has(input.name));
}

/** How a form pays: by which type, with which saved method, and what is wrong with the card or bank account that is typed. */
export function paymentChoice(form) {
  const type =
    form.querySelector('[name="payment-method-accordion-item-title"]:checked')?.value ?? form.dataset.method ?? 'card';
  const saved = form.querySelector('input[name="paymentMethod"][value^="pm_"]:checked')?.value ?? null;
  if (saved || !field(form, methodFields[type][0])) return { type, saved, isEmpty: false, errors: {} };
  const typed = Object.fromEntries(new FormData(form));
  const isEmpty = type === 'card' ? isCardEntryEmpty(typed) : isBankEntryEmpty(type, typed);
  if (form.dataset.card === 'optional' && isEmpty) return { type, saved, isEmpty, errors: {} };
  const read = type === 'card' ? readCardEntry(typed, { now: Number(form.dataset.now) }) : readBankEntry(type, typed);
  return { type, saved, isEmpty, errors: read.errors ?? {} };
}

export function setBusy(form, isBusy) {
  const button = form.querySelector('button[data-busy-label]');
  if (!button) return;
  button.dataset.label ??= button.textContent;
  button.textContent = isBusy ? button.dataset.busyLabel : button.dataset.label;
  if (isBusy) button.setAttribute('aria-disabled', 'true');
  else button.removeAttribute('aria-disabled');
}

/** Sends a form without leaving the page, then takes the named parts from the page that came back. */
async function sendAndRefresh(action, fields, partIds) {
  await refreshParts(() => fetch(action, { method: 'POST', body: new URLSearchParams(fields) }), partIds);
  document.dispatchEvent(new Event('orderchange'));
}

/** Takes the named parts, as far as they are here, from the page that is answered. */
export async function refreshParts(ask, partIds) {
  const parts = partIds.split(' ').filter((id) => document.getElementById(id));
  for (const id of parts) document.getElementById(id)?.setAttribute('aria-busy', 'true');
  try {
    const answer = await ask();
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (!answer.ok || parts.some((id) => !page.getElementById(id))) return location.reload();
    for (const id of parts) document.getElementById(id)?.replaceWith(document.adoptNode(page.getElementById(id)));
  } catch {
    // The emulator is gone or the network is; what stood there still stands.
    for (const id of parts) document.getElementById(id)?.removeAttribute('aria-busy');
  }
}

function addressOf(form) {
  return [...new FormData(form)].filter(
    ([name]) => /^(billing|shipping|tax)/.test(name) || name === 'businessName' || name === 'purchaseAsBusiness',
  );
}

/** The work on totals that is still under way: one after another, so that the last answer is the newest. */
let recalculation = null;

function recalculate(form, parts) {
  const button = form.querySelector('button[data-busy-label]');
  button?.setAttribute('aria-disabled', 'true');
  const current = Promise.resolve(recalculation)
    .then(() => sendAndRefresh(form.dataset.recalculate, addressOf(form), parts))
    .then(() => {
      if (recalculation !== current) return;
      recalculation = null;
      button?.removeAttribute('aria-disabled');
    });
  recalculation = current;
}

/** Nobody pays a total that they have not seen: the form goes on by itself only if the total stayed as it was. */
async function submitOnceTotalIsKnown(form, button) {
  const totalText = () => document.querySelector('.order-row.total')?.textContent;
  const before = totalText();
  while (recalculation) await recalculation;
  if (totalText() === before) return form.requestSubmit(button);
  const terms = document.getElementById('terms');
  terms.tabIndex = -1;
  terms.focus();
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (form.dataset.refresh) {
    event.preventDefault();
    const focusedId = document.activeElement?.id ?? '';
    await sendAndRefresh(form.action, new FormData(form), form.dataset.refresh);
    const same = focusedId ? document.getElementById(focusedId) : null;
    const next =
      document.querySelector('.order [autofocus]') ?? same ?? document.querySelector('.order [data-focus-after]');
    return void next?.focus();
  }
  if (recalculation && form.dataset.recalculate) {
    event.preventDefault();
    return void submitOnceTotalIsKnown(form, event.submitter);
  }
  if (form.querySelector('[aria-disabled="true"][data-busy-label]')) return event.preventDefault();
  const wrong = form.noValidate && !event.submitter?.formNoValidate ? checkForm(form) : undefined;
  if (wrong) {
    event.preventDefault();
    return void wrong.focus();
  }
  setBusy(form, true);
});

document.addEventListener('input', (event) => {
  const input = event.target;
  if (input.name === 'cardNumber') showCardNumber(input);
  if (input.name === 'cardExpiry') formatExpiry(input, event);
  if (input.form?.noValidate && input.getAttribute('aria-invalid')) sayError(input.form, input.name, '');
});

document.addEventListener('change', (event) => {
  const form = event.target.form;
  if (event.target.name === 'iban') groupIban(event.target);
  if (event.target.name === 'billingCountry' && form) followCountry(form, event.target.value);
  if (event.target.name === 'shippingCountry' && form) {
    askPostalCode(form, { name: 'shippingPostalCode', country: event.target.value });
  }
  if (form && 'submits' in (event.target.dataset ?? {})) return void form.requestSubmit();
  const parts = event.target.dataset?.recalculates;
  if (!parts || !form?.dataset.recalculate) return;
  recalculate(form, parts);
});

/** Offers the tax id of the chosen country first, and asks for a postal code where cards are checked against it. */
function followCountry(form, country) {
  const select = field(form, 'taxIdType');
  const option = select?.querySelector(`option[data-country~="${country}"]`);
  if (option) select.value = option.value;
  if (form.dataset.card !== 'optional') askPostalCode(form, { name: 'billingPostalCode', country });
}

function askPostalCode(form, { name: fieldName, country }) {
  const postalCode = field(form, fieldName);
  if (!postalCode) return;
  const isNeeded = ['US', 'CA', 'GB'].includes(country);
  // A field that is needed only while it is shown says so otherwise.
  if (postalCode.dataset.needed === undefined) postalCode.required = isNeeded;
  else postalCode.dataset.needed = String(isNeeded);
  const name = country === 'US' ? 'ZIP code' : 'Postal code';
  const label = document.querySelector(`label[for="${fieldName}"]`);
  const hint = Object.assign(document.createElement('span'), { className: 'muted', textContent: '(optional)' });
  label.replaceChildren(name, ...(isNeeded ? [] : [' ', hint]));
}

// Coming back with the browser's Back button finds the page as it was left: busy. It no longer is.
addEventListener('pageshow', () => {
  for (const form of document.forms) setBusy(form, false);
});

for (const form of document.querySelectorAll('form[data-checks]')) form.noValidate = true;
document.querySelector('[autofocus]')?.focus();
