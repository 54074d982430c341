import type { Tx } from '../kernel/tx.ts';
import { newTaxRate } from '../resources/tax_rates/new-tax-rate.ts';
import type { AppliedRate } from './line-taxes.ts';
import type { PlaceTax } from './tax-places.ts';

/**
 * The `txr_…` that automatic tax cites: made when a place is first met, and archived from the start so that nobody picks
 * it by hand.
 */
export function automaticTaxRate(
  tx: Tx,
  { tax, country, state, inclusive }: { tax: PlaceTax; country: string; state: string | null; inclusive: boolean },
): AppliedRate {
  const stateOfTax = tax.level === 'state' ? state : null;
  const key = [country, stateOfTax ?? '', tax.taxType, tax.percentage, inclusive ? 'inclusive' : 'exclusive'].join(':');
  const known = tx.find('_automatic_tax_rate', key);
  if (known) return tx.get('tax_rate', known.tax_rate);
  const rate = newTaxRate(tx, {
    active: false,
    country,
    state: stateOfTax,
    display_name: tax.displayName,
    inclusive,
    jurisdiction: tax.jurisdiction,
    jurisdiction_level: tax.level,
    percentage: tax.percentage,
    tax_type: tax.taxType,
  });
  tx.insert('_automatic_tax_rate', { id: key, object: '_automatic_tax_rate', tax_rate: rate.id });
  return rate;
}
