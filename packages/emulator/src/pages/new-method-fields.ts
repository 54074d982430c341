import { bankAccountFields } from './bank-fields.ts';
import { billingFields, cardFields } from './card-fields.ts';
import type { FormState } from './form-fields.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { holderLabel, methodChoice } from './method-choice.ts';
import type { MethodType } from './method-choice.ts';

/** All that a page asks of somebody who pays with something new: the way to pay, its fields, and whose it is. */
export function newMethodFields(
  form: FormState,
  options: {
    offered: readonly MethodType[];
    /** Whether something that is saved may be chosen instead. */
    hasSaved: boolean;
    merchant: string;
    isReused: boolean;
  },
): Html {
  const { offered, hasSaved, merchant, isReused } = options;
  const required = hasSaved || offered.length > 1 ? 'when-shown' : true;
  const fields = methodChoice(offered, form, (type) =>
    type === 'card'
      ? cardFields(form, { required })
      : bankAccountFields(type, { form, required, merchant, isReused, asksStreet: true }),
  );
  const asksPlace = offered.some((type) => type !== 'us_bank_account');
  const label = holderLabel(offered);
  return html`<div class="fields new-card">
    ${fields} ${billingFields(form, { isFullAddress: false, required, label, asksPlace })}
  </div>`;
}
