import { provinceOfPostalCode, stateOfZip } from './postal-state.ts';

/** Where somebody is, as far as an address says. */
export interface PostalPlace {
  country?: string | null;
  state?: string | null;
  postal_code?: string | null;
}

export type RecognizedPlace =
  | { status: 'recognized'; country: string; state: string | null }
  | { status: 'missing' }
  | { status: 'unrecognized' }
  | { status: 'failed' };

/** A state of this name makes the computation fail, so that a test can see what a failure does. */
const failingState = 'failure';

/**
 * Whether an address is enough to compute tax: five digits of a ZIP code in the United States, a province or postal code
 * in Canada, the country elsewhere.
 *
 * @see https://docs.stripe.com/tax/customer-locations
 */
export function recognizePlace(place: PostalPlace | null): RecognizedPlace {
  const country = place?.country?.trim().toUpperCase();
  if (!place || !country) return { status: 'missing' };
  const state = place.state?.trim() ?? '';
  if (state.toLowerCase() === failingState) return { status: 'failed' };
  if (!isCountry(country)) return { status: 'unrecognized' };
  if (country === 'US') {
    const zipState = stateOfZip(place.postal_code ?? '');
    return zipState === undefined ? { status: 'unrecognized' } : { status: 'recognized', country, state: zipState };
  }
  if (country === 'CA') {
    const province = /^[A-Za-z]{2}$/.test(state) ? state.toUpperCase() : provinceOfPostalCode(place.postal_code ?? '');
    return province === undefined ? { status: 'unrecognized' } : { status: 'recognized', country, state: province };
  }
  return { status: 'recognized', country, state: state || null };
}

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

// Codes that name no country of the world to send an invoice to: unions, pseudo-locales, "unknown".
const noCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'ZZ']);

/** Whether there is a country of this two-letter code. */
export function isCountry(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code) || noCountries.has(code)) return false;
  if (code.startsWith('X') && code !== 'XK') return false;
  return countryNames.of(code) !== undefined;
}
