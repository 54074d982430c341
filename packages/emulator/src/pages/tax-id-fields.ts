import { checkbox, selectField, textField } from './form-fields.ts';
import type { FormState } from './form-fields.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { taxIdTypes, usualTaxIdType } from './tax-id-types.ts';

/** Business name and tax id, behind a box to tick, so that nobody else has to read them. */
export function businessFields(form: FormState, recalculates: string): Html {
  const isBusiness = form.values.purchaseAsBusiness === 'true';
  const name = textField({
    name: 'businessName',
    label: 'Business name',
    form,
    autocomplete: 'organization',
    required: false,
  });
  return html`<div class="reveals">
    ${checkbox({
      name: 'purchaseAsBusiness',
      label: "I'm purchasing as a business",
      isChecked: isBusiness,
      recalculates,
    })}
    <div class="revealed">${name}${taxIdFields(form, { required: false, recalculates })}</div>
  </div>`;
}

export function taxIdFields(form: FormState, options: { required: boolean; recalculates?: string }): Html {
  const { required, recalculates } = options;
  const chosen = form.values.taxIdType || usualTaxIdType(form.values.billingCountry);
  const type = selectField({
    name: 'taxIdType',
    label: 'Tax ID type',
    form: { ...form, values: { ...form.values, taxIdType: chosen } },
    options: taxIdTypes,
    recalculates,
  });
  const value = textField({ name: 'taxId', label: 'Tax ID', form, autocomplete: 'off', required, recalculates });
  return html`<div class="field-row">${type}${value}</div>`;
}
