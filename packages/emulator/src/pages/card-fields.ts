import type Stripe from 'stripe';
import { countries } from './countries.ts';
import { radio, selectField, textField } from './form-fields.ts';
import type { FormState } from './form-fields.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { bankText } from './method-choice.ts';

/** Whether a card must be given: always, never, or only when no saved one is chosen. */
type Required = boolean | 'when-shown';

/** Number, expiry and security code. What was typed is never sent back: after a mistake they are empty again. */
export function cardFields(form: FormState, options: { required: Required }): Html {
  const typed: FormState = { values: {}, errors: form.errors };
  const { required } = options;
  const number = textField({
    name: 'cardNumber',
    label: 'Card number',
    form: typed,
    inputmode: 'numeric',
    autocomplete: 'cc-number',
    placeholder: '1234 1234 1234 1234',
    required,
  });
  const expiry = textField({
    name: 'cardExpiry',
    label: 'Expiry date',
    form: typed,
    inputmode: 'numeric',
    autocomplete: 'cc-exp',
    placeholder: 'MM / YY',
    required,
  });
  const cvc = textField({
    name: 'cardCvc',
    label: 'Security code',
    form: typed,
    inputmode: 'numeric',
    autocomplete: 'cc-csc',
    placeholder: 'CVC',
    required,
  });
  // The label of a required field needs no word; of an optional card the heading says it once.
  return html`<div class="fields card-fields">
    <div class="card-number">${number}<span class="card-brand" aria-hidden="true"></span></div>
    <div class="field-row">${expiry}${cvc}</div>
  </div>`;
}

interface BillingFieldsOptions {
  isFullAddress: boolean;
  required?: Required;
  recalculates?: string;
}

/**
 * Name and place on the card. A full address is asked where the merchant or the tax needs one, else the country and the
 * postal code, as on Stripe's page.
 */
export function billingFields(
  form: FormState,
  options: BillingFieldsOptions & {
    /** Whose name it is; of a card unless it says otherwise. */
    label?: string;
    /** False where nobody needs to know the place, as for a US bank account. */
    asksPlace?: boolean;
  },
): Html {
  const { label = 'Cardholder name', asksPlace = true } = options;
  const name = textField({
    name: 'billingName',
    label,
    form,
    autocomplete: 'cc-name',
    required: options.required ?? true,
  });
  return html`<div class="fields">${name}${asksPlace ? addressFields(form, options) : ''}</div>`;
}

export function addressFields(form: FormState, options: BillingFieldsOptions): Html {
  const { recalculates, required = true } = options;
  const country = selectField({
    name: 'billingCountry',
    label: 'Country or region',
    form,
    autocomplete: 'billing country',
    recalculates,
    options: countries.map(({ code, name }) => ({ value: code, label: name })),
  });
  const postalCode = textField({
    name: 'billingPostalCode',
    label: form.values.billingCountry === 'US' ? 'ZIP code' : 'Postal code',
    form,
    autocomplete: 'billing postal-code',
    required: isPostalCodeNeeded(form.values.billingCountry) && required,
    maxlength: 20,
    recalculates,
  });
  if (!options.isFullAddress) return html`<div class="field-row place">${country}${postalCode}</div>`;
  return html`${country} ${streetFields(form)}
    <div class="field-row">${postalCode}${stateField(form, recalculates)}</div>`;
}

/** Where cards are checked against the postal code, Checkout insists on it. The script says the same when the country changes. */
export function isPostalCodeNeeded(country: string | undefined): boolean {
  return country === 'US' || country === 'CA' || country === 'GB';
}

function streetFields(form: FormState): Html {
  const line1 = textField({
    name: 'billingAddressLine1',
    label: 'Address line 1',
    form,
    required: false,
    autocomplete: 'billing address-line1',
  });
  const line2 = textField({
    name: 'billingAddressLine2',
    label: 'Address line 2',
    form,
    autocomplete: 'billing address-line2',
    required: false,
  });
  const city = textField({
    name: 'billingLocality',
    label: 'City',
    form,
    autocomplete: 'billing address-level2',
    required: false,
  });
  return html`${line1}${line2}${city}`;
}

function stateField(form: FormState, recalculates: string | undefined): Html {
  return textField({
    name: 'billingAdministrativeArea',
    label: 'State or province',
    form,
    autocomplete: 'billing address-level1',
    required: false,
    recalculates,
  });
}

/** "Visa ending in 4242, expires 12/2034"; "SEPA Debit ending in 3000". */
export function cardText(paymentMethod: Stripe.PaymentMethod): string {
  const card = paymentMethod.card;
  if (!card) return bankText(paymentMethod) ?? paymentMethod.type;
  const expiry = `${String(card.exp_month).padStart(2, '0')}/${card.exp_year}`;
  return `${brandText(card.brand)} ending in ${card.last4}, expires ${expiry}`;
}

export function brandText(brand: string): string {
  const names: Record<string, string> = {
    amex: 'American Express',
    diners: 'Diners Club',
    jcb: 'JCB',
    unionpay: 'UnionPay',
    cartes_bancaires: 'Cartes Bancaires',
  };
  return names[brand] ?? brand.charAt(0).toUpperCase() + brand.slice(1);
}

/** Cards that the customer allowed to be shown again, and "a new card". Nothing when there are none. */
export function savedCardChoices(
  saved: readonly Stripe.PaymentMethod[],
  form: FormState,
  options: {
    /** Where to send the card that is to be forgotten; null where cards stay. */
    removal?: string | null;
    /** What stands for giving something new. */
    otherLabel?: string;
  } = {},
): Html {
  const { removal = null, otherLabel = 'Use another card' } = options;
  if (saved.length === 0) return html``;
  const chosen = form.values.paymentMethod ?? saved[0]?.id;
  const choices = saved.map((method) => {
    const isChecked = chosen === method.id;
    const choice = radio({ name: 'paymentMethod', value: method.id, label: cardText(method), isChecked });
    return removal === null ? choice : html`<div class="removable">${choice}${removeButton(method, removal)}</div>`;
  });
  return html`<fieldset class="choices boxed">
    <legend class="visually-hidden">Card</legend>
    ${choices} ${radio({ name: 'paymentMethod', value: 'new', label: otherLabel, isChecked: chosen === 'new' })}
  </fieldset>`;
}

function removeButton(method: Stripe.PaymentMethod, removal: string): Html {
  return html`<button
    class="button text small"
    name="remove"
    value="${method.id}"
    formaction="${removal}"
    formnovalidate
  >
    Remove <span class="visually-hidden">${cardText(method)}</span>
  </button>`;
}
