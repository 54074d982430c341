import type Stripe from 'stripe';
import type { SelectOption } from './form-fields.ts';

const euCountries = 'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK';

/** The tax ids that Checkout and the portal ask for, by country. @see https://docs.stripe.com/tax/checkout/tax-ids#supported-types */
const table: readonly [type: Stripe.TaxId.Type, label: string, countries: string][] = [
  ['eu_vat', 'EU VAT number', euCountries],
  ['gb_vat', 'United Kingdom VAT number', 'GB IM'],
  ['us_ein', 'United States EIN', 'US'],
  ['ca_bn', 'Canada business number', 'CA'],
  ['ca_gst_hst', 'Canada GST/HST number', ''],
  ['ca_qst', 'Québec QST number', ''],
  ['au_abn', 'Australia ABN', 'AU'],
  ['nz_gst', 'New Zealand GST number', 'NZ'],
  ['ch_vat', 'Switzerland VAT number', 'CH'],
  ['no_vat', 'Norway VAT number', 'NO'],
  ['is_vat', 'Iceland VAT number', 'IS'],
  ['ae_trn', 'United Arab Emirates TRN', 'AE'],
  ['bg_uic', 'Bulgaria UIC', ''],
  ['br_cnpj', 'Brazil CNPJ', 'BR'],
  ['cl_tin', 'Chile TIN', 'CL'],
  ['hk_br', 'Hong Kong business registration', 'HK'],
  ['id_npwp', 'Indonesia NPWP', 'ID'],
  ['il_vat', 'Israel VAT number', 'IL'],
  ['in_gst', 'India GST number', 'IN'],
  ['jp_cn', 'Japan corporate number', 'JP'],
  ['jp_trn', 'Japan tax registration number', ''],
  ['kr_brn', 'South Korea BRN', 'KR'],
  ['li_uid', 'Liechtenstein UID', 'LI'],
  ['mx_rfc', 'Mexico RFC', 'MX'],
  ['my_sst', 'Malaysia SST number', 'MY'],
  ['ph_tin', 'Philippines TIN', 'PH'],
  ['sa_vat', 'Saudi Arabia VAT number', 'SA'],
  ['sg_gst', 'Singapore GST number', 'SG'],
  ['th_vat', 'Thailand VAT number', 'TH'],
  ['tr_tin', 'Türkiye TIN', 'TR'],
  ['tw_vat', 'Taiwan VAT number', 'TW'],
  ['ua_vat', 'Ukraine VAT number', 'UA'],
  ['za_vat', 'South Africa VAT number', 'ZA'],
];

export const taxIdTypes: readonly (SelectOption & { value: Stripe.TaxId.Type })[] = table.map(
  ([value, label, countries]) => ({
    value,
    label,
    countries,
  }),
);

export function taxIdLabel(type: string): string {
  return taxIdTypes.find((option) => option.value === type)?.label ?? type.replace('_', ' ').toUpperCase();
}

/** The tax id that businesses of a country usually have. */
export function usualTaxIdType(country: string | undefined): Stripe.TaxId.Type {
  const usual = taxIdTypes.find((option) => country && option.countries?.split(' ').includes(country));
  return usual?.value ?? 'eu_vat';
}
