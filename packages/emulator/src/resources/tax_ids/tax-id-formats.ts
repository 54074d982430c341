import type Stripe from 'stripe';

/** The national part of an EU VAT number, by the prefix that member states use. */
const europeanFormats: Record<string, RegExp> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^[A-Z0-9]\d{7}[A-Z0-9]$/,
  FI: /^\d{8}$/,
  FR: /^[A-Z0-9]{2}\d{9}$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^\d[A-Z0-9+*]\d{5}[A-Z]{1,2}$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{12}$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^\d{9}$/,
};

/** Types whose form is checked closely; the others must only look like a number of some kind. */
const formats: Record<string, RegExp> = {
  au_abn: /^\d{11}$/,
  au_arn: /^\d{12}$/,
  br_cnpj: /^\d{2}\.?\d{3}\.?\d{3}\/?\d{4}-?\d{2}$/,
  br_cpf: /^\d{3}\.?\d{3}\.?\d{3}-?\d{2}$/,
  ca_bn: /^\d{9}$/,
  ca_gst_hst: /^\d{9}RT\d{4}$/,
  ca_qst: /^\d{10}TQ\d{4}$/,
  ch_uid: /^CHE-?\d{3}\.?\d{3}\.?\d{3}$/,
  ch_vat: /^CHE-?\d{3}\.?\d{3}\.?\d{3} ?(MWST|TVA|IVA)$/,
  gb_vat: /^(GB|XI)(\d{9}|\d{12}|GD\d{3}|HA\d{3})$/,
  in_gst: /^\d{2}[A-Z]{5}\d{4}[A-Z][A-Z0-9]{3}$/,
  jp_cn: /^\d{13}$/,
  jp_trn: /^T\d{13}$/,
  mx_rfc: /^[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}$/,
  no_vat: /^\d{9}MVA$/,
  nz_gst: /^\d{8,9}$/,
  sg_gst: /^[A-Z]?\d{7,9}[A-Z]$/,
  us_ein: /^\d{2}-?\d{7}$/,
  za_vat: /^4\d{9}$/,
};

const looseFormat = /^[A-Z0-9ÑÄÖÜ][A-Z0-9ÑÄÖÜ ./&+*-]{1,28}[A-Z0-9ÑÄÖÜ+*]$/;
const verifiedTypes = ['eu_vat', 'gb_vat', 'au_abn'];

/** The number as it is kept, or undefined when it cannot be one of this type. */
export function checkedTaxIdValue(type: Stripe.TaxId.Type, given: string): string | undefined {
  const value = given.trim().toUpperCase();
  if (type === 'eu_vat' || type === 'eu_oss_vat') {
    const compact = value.replace(/[\s.-]/g, '');
    if (type === 'eu_oss_vat' && /^EU\d{9}$/.test(compact)) return compact;
    const national = compact.slice(2);
    const format = europeanFormats[compact.slice(0, 2)];
    return format && (format.test(national) || isMagic(national)) ? compact : undefined;
  }
  const digits = value.replace(/[\s.-]/g, '');
  if (verifiedTypes.includes(type) && isMagic(digits.replace(/^GB/, ''))) return digits;
  const format = formats[type];
  if (!format) return looseFormat.test(value) ? value : undefined;
  if (format.test(value)) return value;
  return format.test(digits) ? digits : undefined;
}

/** What a registry answers about a number, after a while; null for types that none is asked about. */
export function registryAnswer(type: Stripe.TaxId.Type, value: string): Stripe.TaxId.Verification.Status | null {
  if (!verifiedTypes.includes(type)) return null;
  const digits = value.replace(/\D/g, '');
  if (/^1+$/.test(digits)) return 'unverified';
  return /^2+$/.test(digits) ? 'pending' : 'verified';
}

/** The two letters of the country that a tax id belongs to. */
export function countryOfTaxId(type: Stripe.TaxId.Type, value: string): string | null {
  if (type === 'unknown') return null;
  const prefix = type === 'eu_vat' ? value.slice(0, 2) : type.slice(0, 2).toUpperCase();
  if (prefix === 'EL') return 'GR';
  return prefix === 'EU' ? null : prefix;
}

/** Stripe's test numbers: nine zeros, ones or twos. */
function isMagic(number: string): boolean {
  return /^(0{9}|1{9}|2{9})$/.test(number);
}
