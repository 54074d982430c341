/* An address or an e-mail address: what is typed here is the page's to know. */
import { applyAppearance } from './appearance.js';
import { clearErrors, placeErrors, showError } from './field-errors.js';
import { answerHost, say, watchContent } from './host-messages.js';

const form = document.querySelector('form');
const inputs = [...form.elements];
const field = (name) => form.elements.namedItem(name);
const typed = (name) => field(name)?.value.trim() || null;

function valueNow() {
  if (field('email')) return { email: typed('email') ?? '' };
  const [line1, line2, city] = [typed('addressLine1'), typed('addressLine2'), typed('locality')];
  const [state, postal_code, country] = [typed('administrativeArea'), typed('postalCode'), typed('country')];
  const phone = field('phone').closest('.Field').hidden ? undefined : typed('phone');
  return {
    name: typed('name') ?? '',
    phone,
    address: { line1: line1 ?? '', line2, city, state, postal_code, country },
  };
}

function mistakeOf(input) {
  if (input.closest('.Field').hidden || input.checkValidity()) return null;
  const label = document.querySelector(`label[for="${input.id}"]`).firstChild.textContent.trim().toLowerCase();
  return { type: 'validation_error', code: 'incomplete_field', message: `Your ${label} is incomplete.` };
}

function tellChange() {
  const { email, address, name } = valueNow();
  const empty = email === undefined ? !name && !address.line1 : email === '';
  say('change', { complete: inputs.every((input) => !mistakeOf(input)), empty, isNewAddress: true, value: valueNow() });
}

/** Fills in what the page already knows; a page that knows nothing leaves the fields as they are. */
function fill({ defaultValues = {}, fields = {}, allowedCountries }) {
  const { address = {}, email, name, phone } = defaultValues;
  const known = {
    addressLine1: address.line1,
    addressLine2: address.line2,
    administrativeArea: address.state,
    country: address.country,
    email,
    locality: address.city,
    name,
    phone,
    postalCode: address.postal_code,
  };
  for (const [key, value] of Object.entries(known)) if (value && field(key)) field(key).value = value;
  const country = field('country');
  if (!country) return;
  for (const option of country.options)
    option.hidden = Boolean(allowedCountries) && !allowedCountries.includes(option.value);
  if (country.selectedOptions[0].hidden) country.value = allowedCountries[0];
  field('phone').closest('.Field').hidden = fields.phone !== 'always';
  field('phone').required = fields.phone === 'always';
}

placeErrors(inputs);
watchContent(form);
answerHost({
  configure({ appearance, options }) {
    applyAppearance(appearance);
    fill(options);
    form.hidden = false;
    say('ready');
    tellChange();
  },
  update: ({ appearance }) => appearance && applyAppearance(appearance),
  focus: () => inputs[0].focus(),
  blur: () => document.activeElement?.blur(),
  clear() {
    for (const input of inputs) if (input.tagName === 'INPUT') input.value = '';
    clearErrors(inputs);
    tellChange();
  },
  check() {
    const wrong = inputs.map((input) => [input, mistakeOf(input)]);
    for (const [input, mistake] of wrong) showError(input, mistake?.message ?? '');
    const [input, error] = wrong.find(([, mistake]) => mistake) ?? [];
    input?.focus();
    return error ? { error } : {};
  },
  refresh: () => ({}),
});

form.addEventListener('input', ({ target }) => {
  showError(target, '');
  tellChange();
});
form.addEventListener('focusout', ({ target }) => {
  if (target.value) showError(target, mistakeOf(target)?.message ?? '');
});
