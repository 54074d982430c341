import type { SessionView } from '../../resources/checkout/session-view.ts';
import type { TypedAddress } from '../../resources/checkout/collect-details.ts';
import { isPostalCodeNeeded } from '../card-fields.ts';
import { countries } from '../countries.ts';
import { radio, selectField, textField } from '../form-fields.ts';
import type { FormState, FormValues } from '../form-fields.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { moneyText } from '../money-text.ts';
import { customText } from './custom-text.ts';

/** Where the goods go, asked before the card: shipping and tax follow from it. */
export function shippingSection(view: SessionView, { form, parts }: { form: FormState; parts: string }): Html {
  const address = view.collects.shippingAddress ? addressFields(view, { form, parts }) : '';
  const options = view.shippingOptions.length > 0 ? optionChoices(view, parts) : '';
  if (!address && !options) return html``;
  return html`<div class="section">
    <h2>Shipping</h2>
    ${address}${options}
  </div>`;
}

function allowed(view: SessionView): typeof countries {
  const codes = view.session.shipping_address_collection?.allowed_countries ?? [];
  return countries.filter(({ code }) => codes.some((each) => each === code));
}

function addressFields(view: SessionView, { form, parts }: { form: FormState; parts: string }): Html {
  const field = (
    name: string,
    label: string,
    more: { autocomplete: string; required?: boolean; recalculates?: string },
  ) => textField({ name, label, form, ...more });
  const country = selectField({
    name: 'shippingCountry',
    label: 'Country or region',
    form,
    autocomplete: 'shipping country',
    recalculates: parts,
    options: allowed(view).map(({ code, name }) => ({ value: code, label: name })),
  });
  return html`<div class="fields">
    ${field('shippingName', 'Recipient’s full name', { autocomplete: 'shipping name' })} ${country}
    ${field('shippingAddressLine1', 'Address line 1', { autocomplete: 'shipping address-line1' })}
    ${field('shippingAddressLine2', 'Address line 2', { autocomplete: 'shipping address-line2', required: false })}
    ${field('shippingLocality', 'City', { autocomplete: 'shipping address-level2', required: false })}
    <div class="field-row">
      ${field('shippingPostalCode', form.values.shippingCountry === 'US' ? 'ZIP code' : 'Postal code', {
        autocomplete: 'shipping postal-code',
        required: isPostalCodeNeeded(form.values.shippingCountry),
        recalculates: parts,
      })}
      ${field('shippingAdministrativeArea', 'State or province', {
        autocomplete: 'shipping address-level1',
        required: false,
        recalculates: parts,
      })}
    </div>
    ${customText(view.session.custom_text.shipping_address)}
  </div>`;
}

function optionChoices(view: SessionView, parts: string): Html {
  const choices = view.shippingOptions.map((option) =>
    radio({
      name: 'shippingRate',
      value: option.rate,
      label: html`<span
          >${option.name}${option.estimate ? html`<small class="muted">${option.estimate}</small>` : ''}</span
        >
        <span class="money">${option.amount === 0 ? 'Free' : moneyText(option.amount, view.currency)}</span>`,
      isChecked: option.isChosen,
      recalculates: parts,
    }),
  );
  return html`<fieldset class="choices boxed">
    <legend class="group-label">Shipping method</legend>
    ${choices}
  </fieldset>`;
}

export function readShippingAddress(form: FormValues): TypedAddress {
  return {
    city: form.shippingLocality ?? null,
    country: form.shippingCountry ?? null,
    line1: form.shippingAddressLine1 ?? null,
    line2: form.shippingAddressLine2 ?? null,
    postal_code: form.shippingPostalCode ?? null,
    state: form.shippingAdministrativeArea ?? null,
  };
}

/** What is missing of the place that the goods go to. */
export function shippingErrors(view: SessionView, form: FormValues): Record<string, string> {
  if (!view.collects.shippingAddress) return {};
  const errors: Record<string, string> = {};
  const { shippingCountry: country } = form;
  if (!form.shippingName?.trim()) errors.shippingName = 'Recipient’s full name is required.';
  if (!form.shippingAddressLine1?.trim()) errors.shippingAddressLine1 = 'Address line 1 is required.';
  if (!allowed(view).some(({ code }) => code === country)) errors.shippingCountry = 'We do not ship to this country.';
  if (isPostalCodeNeeded(country) && !form.shippingPostalCode?.trim()) {
    errors.shippingPostalCode = country === 'US' ? 'ZIP code is required.' : 'Postal code is required.';
  }
  return errors;
}

/** With the box ticked, whoever pays lives where the goods go. */
export function withShippingAsBilling(form: FormValues): FormValues {
  if (form.cardUseShippingAsBilling !== 'true') return form;
  return {
    ...form,
    billingName: form.shippingName,
    billingCountry: form.shippingCountry,
    billingPostalCode: form.shippingPostalCode,
    billingAddressLine1: form.shippingAddressLine1,
    billingAddressLine2: form.shippingAddressLine2,
    billingLocality: form.shippingLocality,
    billingAdministrativeArea: form.shippingAdministrativeArea,
  };
}
