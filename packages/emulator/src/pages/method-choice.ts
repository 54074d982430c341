import type { BankType } from './assets/bank-entry.js';
import { radio } from './form-fields.ts';
import type { FormState, FormValues } from './form-fields.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** A way to pay that the pages can ask for, by Stripe's name. */
export type MethodType = 'card' | BankType;

/** As Stripe's page has them. */
export const methodNames: Readonly<Record<MethodType, string>> = {
  card: 'Card',
  sepa_debit: 'SEPA Debit',
  us_bank_account: 'US bank account',
};

/** The field's name on Stripe's own page. */
const choiceName = 'payment-method-accordion-item-title';

/** Those of a session's or an intent's types that the pages have fields for. */
export function methodTypesOf({ payment_method_types: types }: { payment_method_types: string[] }): MethodType[] {
  return types.filter((type): type is MethodType => type in methodNames);
}

/** The way that the person chose; the first that is offered when they have not, or made one up. */
export function chosenType(form: FormValues, offered: readonly MethodType[]): MethodType {
  return offered.find((type) => type === form[choiceName]) ?? offered[0] ?? 'card';
}

/** The fields of each way to pay, behind a choice where there is more than one. */
export function methodChoice(
  offered: readonly MethodType[],
  form: FormState,
  fieldsOf: (type: MethodType) => Html,
): Html {
  const chosen = chosenType(form.values, offered);
  if (offered.length < 2) return fieldsOf(chosen);
  const choices = offered.map(
    (type) =>
      html`<div class="method reveals">
        ${radio({ name: choiceName, value: type, label: methodNames[type], isChecked: type === chosen })}
        <div class="revealed">${fieldsOf(type)}</div>
      </div>`,
  );
  return html`<fieldset class="methods">
    <legend class="visually-hidden">Pay with</legend>
    ${choices}
  </fieldset>`;
}

/** What a page asks for. */
export function nounOf(offered: readonly MethodType[]): string {
  if (offered.every((type) => type === 'card')) return 'card';
  return offered.includes('card') ? 'payment method' : 'bank account';
}

/** "SEPA Debit ending in 3000"; null for what is no bank account. */
export function bankText({ sepa_debit: sepa, us_bank_account: us }: BankParts): string | null {
  if (sepa) return `${methodNames.sepa_debit} ending in ${sepa.last4}`;
  return us ? `${methodNames.us_bank_account} ending in ${us.last4}` : null;
}

/** Of a payment method, or of what a charge says of it. */
interface BankParts {
  sepa_debit?: { last4: string | null };
  us_bank_account?: { last4: string | null };
}

/** What the person is asked for beside the account or the card. */
export function holderLabel(offered: readonly MethodType[]): string {
  return offered.every((type) => type === 'card') ? 'Cardholder name' : 'Full name';
}
