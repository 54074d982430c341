import { mandateText } from '../banks/mandate-text.ts';
import type { BankType } from './assets/bank-entry.js';
import { selectField, textField } from './form-fields.ts';
import type { FormState } from './form-fields.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

interface BankFieldsOptions {
  form: FormState;
  required: boolean | 'when-shown';
  /** Whose mandate it is. */
  merchant: string;
  /** Whether the account may be debited again later. */
  isReused: boolean;
  /** Whether the street is asked here; where the page asks for a full address, it is asked there. */
  asksStreet: boolean;
}

/** The fields of a bank account with what whoever pays agrees to. As of a card, no number is sent back after a mistake. */
export function bankAccountFields(type: BankType, options: BankFieldsOptions): Html {
  const fields = type === 'sepa_debit' ? sepaFields(options) : usFields(options);
  return html`<div class="fields">
    ${fields}
    <p class="muted small mandate">${mandateText({ type, ...options })}</p>
  </div>`;
}

function sepaFields({ form, required, asksStreet }: BankFieldsOptions): Html {
  const iban = textField({
    name: 'iban',
    label: 'IBAN',
    form: untyped(form),
    autocomplete: 'off',
    placeholder: 'DE00 0000 0000 0000',
    maxlength: 42,
    required,
    hint: 'To try it: DE89370400440532013000 pays, DE62370400440532013001 is sent back.',
  });
  if (!asksStreet) return iban;
  const street = textField({
    name: 'billingAddressLine1',
    label: 'Address line 1',
    form,
    autocomplete: 'billing address-line1',
    required: false,
    hint: 'Needed for accounts in Switzerland, the United Kingdom and other places outside the EEA.',
  });
  return html`${iban}${street}`;
}

function usFields({ form, required }: BankFieldsOptions): Html {
  const number = (name: string, label: string, hint: string) =>
    textField({
      name,
      label,
      form: untyped(form),
      inputmode: 'numeric',
      autocomplete: 'off',
      maxlength: 20,
      required,
      hint,
    });
  const type = selectField({
    name: 'accountType',
    label: 'Account type',
    form,
    options: [
      { value: 'checking', label: 'Checking' },
      { value: 'savings', label: 'Savings' },
    ],
  });
  const holder = selectField({
    name: 'accountHolderType',
    label: 'Account holder',
    form,
    options: [
      { value: 'individual', label: 'Individual' },
      { value: 'company', label: 'Company' },
    ],
  });
  return html`${number('routingNumber', 'Routing number', 'To try it: 110000000.')}
    ${number('accountNumber', 'Account number', '000123456789 pays, 000222222227 is sent back.')}
    <div class="field-row">${type}${holder}</div>`;
}

function untyped(form: FormState): FormState {
  return { values: {}, errors: form.errors };
}
