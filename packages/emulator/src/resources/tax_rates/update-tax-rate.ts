import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

/** How much a rate is, and whether it is included, cannot change: invoices were made with it. */
export function updateTaxRate(tx: Tx, { path, params }: Call<Params<'POST /v1/tax_rates/:id'>, 'id'>): Stripe.TaxRate {
  const before = tx.get('tax_rate', path.id);
  const rate = tx.update('tax_rate', before.id, {
    active: params.active ?? before.active,
    country: written(params.country, before.country),
    description: written(params.description, before.description),
    display_name: params.display_name ?? before.display_name,
    jurisdiction: written(params.jurisdiction, before.jurisdiction),
    metadata: mergedMetadata(before.metadata, params.metadata),
    state: written(params.state, before.state),
    tax_type: written(params.tax_type, before.tax_type),
  });
  tx.emit('tax_rate.updated', rate, before);
  return rate;
}
