import { countries } from '../pages/countries.ts';
import { isPostalCodeNeeded } from '../pages/card-fields.ts';
import { attributes, html } from '../pages/html.ts';
import type { Html } from '../pages/html.ts';

export const elementTypes = [
  'address',
  'card',
  'cardCvc',
  'cardExpiry',
  'cardNumber',
  'linkAuthentication',
  'payment',
] as const;

export type ElementType = (typeof elementTypes)[number];

/** The page in an element's frame, with the field names that Stripe's elements have. It shows once its host has told it how. */
export function elementDocument(type: ElementType, { now }: { now: number }): string {
  const { script, body } = elements[type];
  return frameDocument({
    title: 'Secure input',
    script,
    body: html`<form class="Form" data-now="${now}" novalidate hidden>${body()}</form>`,
  });
}

/** The frame around the page of the customer's bank. */
export function challengeDocument(intent: string): string {
  const body = html`<div class="challenge" tabindex="-1">
    <button type="button" class="close" aria-label="Cancel authentication">✕</button>
    <iframe id="challengeFrame" name="stripe-challenge-frame" title="Your bank" src="/3ds/${intent}"></iframe>
  </div>`;
  return frameDocument({ title: '3D Secure authentication', script: 'challenge-frame', body });
}

function frameDocument({ title, script, body }: { title: string; script: string; body: Html }): string {
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${title}</title>
      <link rel="stylesheet" href="/endive/element.css" />
      <script defer src="/endive/${script}.js"></script>
    </head>
    <body>
      ${body}
    </body>
  </html>`;
  return `<!doctype html>\n${page}\n`;
}

const elements: Record<ElementType, { script: string; body: () => Html }> = {
  address: { script: 'contact-frame', body: addressFields },
  card: { script: 'card-frame', body: () => html`<div class="line">${Object.values(lineInputs)}</div>` },
  cardCvc: { script: 'card-frame', body: () => lineInputs.cvc },
  cardExpiry: { script: 'card-frame', body: () => lineInputs.expiry },
  cardNumber: { script: 'card-frame', body: () => lineInputs.number },
  linkAuthentication: {
    script: 'contact-frame',
    body: () => field({ name: 'email', label: 'Email', type: 'email', inputmode: 'email', autocomplete: 'email' }),
  },
  payment: { script: 'payment-frame', body: paymentFields },
};

interface FieldOptions {
  name: string;
  label: string;
  autocomplete: string;
  inputmode?: string;
  placeholder?: string;
  type?: string;
  required?: boolean;
}

function field({ name, label, required = true, type = 'text', ...named }: FieldOptions): Html {
  const id = `Field-${name}Input`;
  const optional = required ? '' : html` <span class="optional">(optional)</span>`;
  return html`<div class="Field">
    <label class="Label" for="${id}">${label}${optional}</label>
    <input class="Input" ${attributes({ id, name, type, required, maxlength: 200, ...named })} />
  </div>`;
}

function countryField(): Html {
  const needing = countries.filter(({ code }) => isPostalCodeNeeded(code)).map(({ code }) => code);
  const named = attributes({ 'data-postal-codes': needing.join(' '), autocomplete: 'billing country' });
  return html`<div class="Field">
    <label class="Label" for="Field-countryInput">Country</label>
    <select class="Input" id="Field-countryInput" name="country" ${named}>
      ${countries.map(({ code, name }) => html`<option${attributes({ value: code, selected: code === 'US' })}>${name}</option>`)}
    </select>
  </div>`;
}

const numeric = { inputmode: 'numeric' };
const cardNumber = { label: 'Card number', autocomplete: 'cc-number', placeholder: '1234 1234 1234 1234', ...numeric };
const cardExpiry = { label: 'Expiration date', autocomplete: 'cc-exp', placeholder: 'MM / YY', ...numeric };
const cardCvc = { label: 'Security code', autocomplete: 'cc-csc', placeholder: 'CVC', ...numeric };
const postalCode = { name: 'postalCode', autocomplete: 'billing postal-code' };

function paymentFields(): Html {
  return html`<fieldset class="saved" hidden></fieldset>
    <div class="new-card">
      <div class="tabs" role="tablist" aria-label="Payment methods" hidden></div>
      <div class="holder row roomy" hidden>
        ${field({ name: 'name', label: 'Full name', autocomplete: 'name' })}
        ${field({ name: 'email', label: 'Email', type: 'email', inputmode: 'email', autocomplete: 'email' })}
      </div>
      ${panel('card', cardFields())} ${panel('sepa_debit', sepaFields())} ${panel('us_bank_account', usFields())}
      <div class="choice save" hidden>
        <input type="checkbox" id="savePaymentMethod" name="savePaymentMethod" />
        <label for="savePaymentMethod">Save payment details for future purchases</label>
      </div>
      <p class="terms"></p>
    </div>`;
}

/** The fields of one way to pay. */
function panel(type: string, fields: Html): Html {
  return html`<div class="panel" id="${type}-panel" data-type="${type}" ${attributes({ hidden: type !== 'card' })}>
    ${fields}
  </div>`;
}

function cardFields(): Html {
  return html`${field({ name: 'number', ...cardNumber })}
    <div class="row">${field({ name: 'expiry', ...cardExpiry })}${field({ name: 'cvc', ...cardCvc })}</div>
    <div class="row place">${countryField()}${field({ label: 'ZIP code', ...postalCode })}</div>`;
}

function sepaFields(): Html {
  return html`${field({ name: 'iban', label: 'IBAN', autocomplete: 'off', placeholder: 'DE00 0000 0000 0000' })}
  ${field({ name: 'addressLine1', label: 'Address line 1', autocomplete: 'billing address-line1' })}`;
}

function usFields(): Html {
  const number = { autocomplete: 'off', ...numeric };
  return html`${field({ name: 'routingNumber', label: 'Routing number', placeholder: '110000000', ...number })}
    ${field({ name: 'accountNumber', label: 'Account number', placeholder: '000123456789', ...number })}
    <div class="row">
      ${selectField({ name: 'accountType', label: 'Account type', options: { checking: 'Checking', savings: 'Savings' } })}
      ${selectField({ name: 'accountHolderType', label: 'Account holder', options: { individual: 'Individual', company: 'Company' } })}
    </div>`;
}

function selectField({ name, label, options }: { name: string; label: string; options: Record<string, string> }): Html {
  const id = `Field-${name}Input`;
  return html`<div class="Field">
    <label class="Label" for="${id}">${label}</label>
    <select class="Input" ${attributes({ id, name })}>
      ${Object.entries(options).map(([value, text]) => html`<option value="${value}">${text}</option>`)}
    </select>
  </div>`;
}

function addressFields(): Html {
  const optional = { required: false };
  return html`${field({ name: 'name', label: 'Full name', autocomplete: 'name' })} ${countryField()}
    ${field({ name: 'addressLine1', label: 'Address line 1', autocomplete: 'billing address-line1' })}
    ${field({ name: 'addressLine2', label: 'Address line 2', autocomplete: 'billing address-line2', ...optional })}
    ${field({ name: 'locality', label: 'City', autocomplete: 'billing address-level2' })}
    <div class="row roomy">
      ${field({ name: 'administrativeArea', label: 'State or province', autocomplete: 'billing address-level1', ...optional })}
      ${field({ label: 'Postal code', ...postalCode })}
    </div>
    ${field({ name: 'phone', label: 'Phone number', autocomplete: 'tel', type: 'tel', inputmode: 'tel' })}`;
}

/** The names that the card fields in one line have always had. */
const lineInputs = {
  number: lineInput('cardnumber', cardNumber),
  expiry: lineInput('exp-date', cardExpiry),
  cvc: lineInput('cvc', cardCvc),
  postal: lineInput('postal', { label: 'Postal code', autocomplete: 'billing postal-code', placeholder: 'ZIP' }),
};

function lineInput(name: string, { label, ...named }: Omit<FieldOptions, 'name'>): Html {
  return html`<input
    class="Input"
    ${attributes({ name, type: 'text', maxlength: 40, 'aria-label': label, ...named })}
  />`;
}
