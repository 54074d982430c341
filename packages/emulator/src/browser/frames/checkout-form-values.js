/* What stands in Checkout's form, section by section, in the words of Stripe.js. The card itself is never among it. */
import { paymentChoice } from '../../pages/assets/page.js';

const placeNames = ['Country', 'PostalCode', 'AddressLine1', 'AddressLine2', 'Locality', 'AdministrativeArea'];

/**
 * @param session The Checkout Session as Stripe.js knows it: who is known already, what ships, which cards are saved.
 * @returns The payload of the form's `change` event.
 * @see https://docs.stripe.com/js/custom_checkout/element_events/on_change?type=checkoutForm
 */
export function formValue(form, session) {
  const sections = Object.entries(sectionsOf(form, session)).filter(([, section]) => section);
  const pick = (part) => Object.fromEntries(sections.map(([name, section]) => [name, section[part]]));
  const status = pick('status');
  const states = Object.values(status);
  const shippingOption = chosenShipping(form, session);
  return {
    // A box that must be ticked belongs to no section.
    complete: states.every(({ complete }) => complete) && [...form.elements].every(isFine),
    empty: states.every(({ empty }) => empty),
    value: { ...pick('value'), ...(shippingOption ? { shippingOption } : {}) },
    status,
  };
}

/** A payment method's type, or null where the form asks for none. */
export function methodType(form) {
  const { type, isEmpty } = paymentChoice(form);
  return isEmpty && form.dataset.card === 'optional' ? null : type;
}

function sectionsOf(form, session) {
  const isBusiness = inputOf(form, 'purchaseAsBusiness')?.checked;
  return {
    customerDetails: customerDetails(form, session),
    shippingAddress: addressSection(form, 'shipping'),
    billingAddress: isBillingShown(form) && addressSection(form, 'billing'),
    tax: isBusiness && taxSection(form),
    payment: paymentSection(form, session),
    customFields: customFields(form),
  };
}

function inputOf(form, name) {
  return form.elements.namedItem(name);
}

function typed(form, name) {
  return inputOf(form, name)?.value.trim() ?? '';
}

/** As the page's own check has it: what is hidden belongs to another choice. */
function isFine(input) {
  if (!input.willValidate || input.getClientRects().length === 0) return true;
  return input.checkValidity() && !(input.dataset.needed === 'true' && input.value.trim() === '');
}

/** A section of the fields that the form has, or nothing without any. */
function section(form, names, value) {
  const inputs = names.map((name) => inputOf(form, name)).filter(Boolean);
  if (inputs.length === 0) return null;
  // A country is always chosen; that alone is nothing that anybody said.
  const texts = inputs.filter((input) => input.tagName !== 'SELECT');
  const status = { complete: inputs.every(isFine), empty: texts.every((input) => input.value.trim() === '') };
  return { value, status };
}

function customerDetails(form, session) {
  const optional = { name: 'individualName', businessName: 'businessName', phone: 'phone' };
  const said = Object.entries(optional).filter(([, name]) => typed(form, name) !== '');
  const value = {
    email: typed(form, 'email') || (session.email ?? ''),
    ...Object.fromEntries(said.map(([key, name]) => [key, typed(form, name)])),
  };
  const known = { value, status: { complete: true, empty: false } };
  return section(form, ['email', ...Object.values(optional)], value) ?? known;
}

function addressSection(form, prefix) {
  const [country, postal_code, line1, line2, city, state] = placeNames.map(
    (name) => typed(form, `${prefix}${name}`) || null,
  );
  const address = { line1, line2, city, state, postal_code, country };
  const names = ['Name', ...placeNames].map((name) => `${prefix}${name}`);
  return section(form, names, { name: typed(form, `${prefix}Name`), address });
}

/** Whoever pays with a saved card, or lives where the goods go, says no other address. */
function isBillingShown(form) {
  return !paymentChoice(form).saved && !inputOf(form, 'cardUseShippingAsBilling')?.checked;
}

function taxSection(form) {
  const taxIdType = typed(form, 'taxIdType');
  const value = { businessName: typed(form, 'businessName'), taxId: typed(form, 'taxId'), taxIdType };
  return section(form, ['businessName', 'taxId'], { ...value, externalTaxIdType: taxIdType });
}

function customFields(form) {
  const names = [...form.elements].map(({ name }) => name).filter((name) => name.startsWith('customField-'));
  const values = names.map((name) => [name.replace('customField-', ''), typed(form, name)]);
  return section(form, names, Object.fromEntries(values));
}

function paymentSection(form, session) {
  const { type, saved, isEmpty, errors } = paymentChoice(form);
  if (saved) {
    const method = session.savedPaymentMethods?.find(({ id }) => id === saved);
    const payment_method = { id: saved, type: method?.type ?? 'card', billing_details: method?.billingDetails };
    const value = { collapsed: false, type: payment_method.type, payment_method };
    return { value, status: { complete: true, empty: false } };
  }
  const savePaymentMethod = inputOf(form, 'savePaymentMethod')?.checked;
  return {
    value: { collapsed: false, type, ...(savePaymentMethod === undefined ? {} : { savePaymentMethod }) },
    status: { complete: Object.keys(errors).length === 0, empty: isEmpty },
  };
}

function chosenShipping(form, { shippingOptions = [] }) {
  const id = form.querySelector('input[name="shippingRate"]:checked')?.value;
  const chosen = shippingOptions.find((option) => option.id === id);
  return chosen && { id, displayName: chosen.displayName ?? '', amount: chosen.amount };
}
