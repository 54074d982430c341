import { bankAccountFields } from './bank-fields.ts';
import { billingFields, cardFields } from './card-fields.ts';
import type { FormState } from './form-fields.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { holderLabel, methodChoice } from './method-choice.ts';
import type { MethodType } from './method-choice.ts';

interface Mandated {
  offered: readonly MethodType[];
  merchant: string;
  isReused: boolean;
}

/** The ways to pay, each with its own fields. */
export function methodFields(
  form: FormState,
  options: Mandated & { required: boolean | 'when-shown'; asksStreet: boolean },
): Html {
  const { offered, required } = options;
  return methodChoice(offered, form, (type) =>
    type === 'card' ? cardFields(form, { required }) : bankAccountFields(type, { ...options, form }),
  );
}

/** All that a page asks of somebody who pays with something new: the way to pay, its fields, and whose it is. */
export function newMethodFields(
  form: FormState,
  options: Mandated & {
    /** Whether something that is saved may be chosen instead. */
    hasSaved: boolean;
  },
): Html {
  const { offered, hasSaved } = options;
  const required = hasSaved || offered.length > 1 ? 'when-shown' : true;
  const asksPlace = offered.some((type) => type !== 'us_bank_account');
  const label = holderLabel(offered);
  return html`<div class="fields new-card">
    ${methodFields(form, { ...options, required, asksStreet: true })}
    ${billingFields(form, { isFullAddress: false, required, label, asksPlace })}
  </div>`;
}
