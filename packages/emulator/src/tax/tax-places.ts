import type Stripe from 'stripe';

/** One tax that a place raises on digital services. */
export interface PlaceTax {
  percentage: number;
  taxType: NonNullable<Stripe.TaxRate.TaxType>;
  displayName: string;
  /** As on an invoice: the country's or the state's name. */
  jurisdiction: string;
  level: 'country' | 'state';
}

export interface TaxPlace {
  taxes: readonly PlaceTax[];
  /** A business that gives one of these ids accounts for the tax itself. */
  reverseChargeIds: readonly Stripe.TaxId.Type[];
}

type CountryFacts = readonly [name: string, percentage: number, reverseChargeId?: Stripe.TaxId.Type];

/**
 * The standard rates on digital services, as they stood in 2026. Small on purpose: the emulator shows how tax behaves, it
 * is no source for what is owed. Whoever runs it counts as registered in all these places and in no other.
 */
const valueAddedTax: Record<string, CountryFacts> = {
  AT: ['Austria', 20, 'eu_vat'],
  BE: ['Belgium', 21, 'eu_vat'],
  BG: ['Bulgaria', 20, 'eu_vat'],
  CY: ['Cyprus', 19, 'eu_vat'],
  CZ: ['Czech Republic', 21, 'eu_vat'],
  DE: ['Germany', 19, 'eu_vat'],
  DK: ['Denmark', 25, 'eu_vat'],
  EE: ['Estonia', 24, 'eu_vat'],
  ES: ['Spain', 21, 'eu_vat'],
  FI: ['Finland', 25.5, 'eu_vat'],
  FR: ['France', 20, 'eu_vat'],
  GR: ['Greece', 24, 'eu_vat'],
  HR: ['Croatia', 25, 'eu_vat'],
  HU: ['Hungary', 27, 'eu_vat'],
  IE: ['Ireland', 23, 'eu_vat'],
  IT: ['Italy', 22, 'eu_vat'],
  LT: ['Lithuania', 21, 'eu_vat'],
  LU: ['Luxembourg', 17, 'eu_vat'],
  LV: ['Latvia', 21, 'eu_vat'],
  MT: ['Malta', 18, 'eu_vat'],
  NL: ['Netherlands', 21, 'eu_vat'],
  PL: ['Poland', 23, 'eu_vat'],
  PT: ['Portugal', 23, 'eu_vat'],
  RO: ['Romania', 21, 'eu_vat'],
  SE: ['Sweden', 25, 'eu_vat'],
  SI: ['Slovenia', 22, 'eu_vat'],
  SK: ['Slovakia', 23, 'eu_vat'],
  GB: ['United Kingdom', 20, 'gb_vat'],
  CH: ['Switzerland', 8.1, 'ch_vat'],
  NO: ['Norway', 25, 'no_vat'],
  AE: ['United Arab Emirates', 5, 'ae_trn'],
  ZA: ['South Africa', 15],
};

const goodsAndServicesTax: Record<string, CountryFacts> = {
  AU: ['Australia', 10, 'au_abn'],
  NZ: ['New Zealand', 15, 'nz_gst'],
  SG: ['Singapore', 9, 'sg_gst'],
  IN: ['India', 18, 'in_gst'],
};

const consumptionTax: Record<string, CountryFacts> = { JP: ['Japan', 10, 'jp_trn'] };

/** Percent of the state's own sales tax where it taxes software as a service; cities and counties are left out. */
const salesTax: Record<string, readonly [name: string, percentage: number]> = {
  AZ: ['Arizona', 5.6],
  CT: ['Connecticut', 6.35],
  DC: ['District of Columbia', 6],
  HI: ['Hawaii', 4],
  IA: ['Iowa', 6],
  KY: ['Kentucky', 6],
  MA: ['Massachusetts', 6.25],
  NM: ['New Mexico', 4.875],
  NY: ['New York', 4],
  OH: ['Ohio', 5.75],
  PA: ['Pennsylvania', 6],
  RI: ['Rhode Island', 7],
  SC: ['South Carolina', 6],
  SD: ['South Dakota', 4.2],
  TN: ['Tennessee', 7],
  TX: ['Texas', 6.25],
  UT: ['Utah', 4.85],
  WA: ['Washington', 6.5],
  WV: ['West Virginia', 6],
};

/** Per province: the taxes on top of, or instead of, the federal 5 % GST. */
const canada: Record<string, readonly [taxType: 'hst' | 'qst' | 'pst' | 'rst', name: string, percentage: number]> = {
  ON: ['hst', 'Ontario', 13],
  NS: ['hst', 'Nova Scotia', 14],
  NB: ['hst', 'New Brunswick', 15],
  NL: ['hst', 'Newfoundland and Labrador', 15],
  PE: ['hst', 'Prince Edward Island', 15],
  QC: ['qst', 'Quebec', 9.975],
  BC: ['pst', 'British Columbia', 7],
  SK: ['pst', 'Saskatchewan', 6],
  MB: ['rst', 'Manitoba', 7],
};

/** What a place raises; undefined where the emulator's account is not registered. `state` is needed for US and CA. */
export function taxPlace(country: string, state: string | null): TaxPlace | undefined {
  if (country === 'US') return unitedStates(state);
  if (country === 'CA') return canadianProvince(state);
  return (
    nationwide(valueAddedTax[country], 'vat', 'VAT') ??
    nationwide(goodsAndServicesTax[country], 'gst', 'GST') ??
    nationwide(consumptionTax[country], 'jct', 'JCT')
  );
}

function nationwide(
  facts: CountryFacts | undefined,
  taxType: PlaceTax['taxType'],
  displayName: string,
): TaxPlace | undefined {
  if (!facts) return undefined;
  const [jurisdiction, percentage, id] = facts;
  return {
    taxes: [{ percentage, taxType, displayName, jurisdiction, level: 'country' }],
    reverseChargeIds: id ? [id] : [],
  };
}

function unitedStates(state: string | null): TaxPlace | undefined {
  const facts = state === null ? undefined : salesTax[state];
  if (!facts) return undefined;
  const [jurisdiction, percentage] = facts;
  return {
    taxes: [{ percentage, taxType: 'sales_tax', displayName: 'Sales Tax', jurisdiction, level: 'state' }],
    reverseChargeIds: [],
  };
}

function canadianProvince(state: string | null): TaxPlace {
  const federal: PlaceTax = {
    percentage: 5,
    taxType: 'gst',
    displayName: 'GST',
    jurisdiction: 'Canada',
    level: 'country',
  };
  const facts = state === null ? undefined : canada[state];
  if (!facts) return { taxes: [federal], reverseChargeIds: ['ca_gst_hst'] };
  const [taxType, jurisdiction, percentage] = facts;
  const provincial: PlaceTax = {
    percentage,
    taxType,
    displayName: taxType.toUpperCase(),
    jurisdiction,
    level: 'state',
  };
  return { taxes: taxType === 'hst' ? [provincial] : [federal, provincial], reverseChargeIds: ['ca_gst_hst'] };
}
