import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

type TaxRateData = Params<'POST /v1/tax_rates'>;

export function createTaxRate(tx: Tx, { params }: Call<TaxRateData>): Stripe.TaxRate {
  if (!(params.percentage >= 0 && params.percentage <= 100)) {
    const message = 'Invalid percentage: must be between 0 and 100.';
    throw invalidRequest({ param: 'percentage', message });
  }
  if (Math.abs(Math.round(params.percentage * 10_000) - params.percentage * 10_000) > 1e-6) {
    throw invalidRequest({
      param: 'percentage',
      message: 'Invalid percentage: at most four decimal places are allowed.',
    });
  }
  const rate = newTaxRate(tx, { ...params, state: params.state ?? null, jurisdiction_level: null });
  tx.emit('tax_rate.created', rate);
  return rate;
}

/** Also makes the rates that automatic tax cites, which are nobody's doing: no event tells of them. */
export function newTaxRate(
  tx: Tx,
  data: Omit<TaxRateData, 'state'> & {
    state: string | null;
    jurisdiction_level: Stripe.TaxRate.JurisdictionLevel | null;
  },
): Stripe.TaxRate {
  return tx.insert('tax_rate', {
    id: tx.newId('txr'),
    object: 'tax_rate',
    active: data.active ?? true,
    country: data.country ?? null,
    created: tx.now(),
    description: data.description ?? null,
    display_name: data.display_name,
    effective_percentage: data.percentage,
    flat_amount: null,
    inclusive: data.inclusive,
    jurisdiction: data.jurisdiction ?? null,
    jurisdiction_level: data.jurisdiction_level,
    livemode: false,
    metadata: mergedMetadata(null, data.metadata),
    percentage: data.percentage,
    rate_type: 'percentage',
    state: data.state,
    tax_type: data.tax_type ?? null,
  });
}
