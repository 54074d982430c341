import type { BankType } from './assets/bank-entry.js';
import { radio } from './form-fields.ts';
import type { FormState, FormValues } from './form-fields.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

/** A way to pay that the pages can ask for, by Stripe's name. */
export type MethodType = 'card' | BankType;

const names: Readonly<Record<MethodType, string>> = {
  card: 'Card',
  sepa_debit: 'SEPA Debit',
  us_bank_account: 'US bank account',
};

/** The field's name on Stripe's own page. */
const choiceName = 'payment-method-accordion-item-title';

/** Those of a session's or an intent's types that the pages have fields for. */
export function methodTypesOf({ payment_method_types: types }: { payment_method_types: string[] }): MethodType[] {
  return types.filter((type): type is MethodType => type in names);
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
        ${radio({ name: choiceName, value: type, label: names[type], isChecked: type === chosen })}
        <div class="revealed">${fieldsOf(type)}</div>
      </div>`,
  );
  return html`<fieldset class="methods">
    <legend class="visually-hidden">Pay with</legend>
    ${choices}
  </fieldset>`;
}

/** What the person is asked for beside the account or the card. */
export function holderLabel(offered: readonly MethodType[]): string {
  return offered.every((type) => type === 'card') ? 'Cardholder name' : 'Full name';
}
