import { missing } from '../../kernel/errors.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { createTaxRate } from './new-tax-rate.ts';
import { updateTaxRate } from './update-tax-rate.ts';

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    /** Which rate automatic tax made for a place; `id` names the place, the tax and how it is shown. */
    _automatic_tax_rate: { id: string; object: '_automatic_tax_rate'; tax_rate: string };
  }
}

export const automaticTaxRates = resource('_automatic_tax_rate', {});

/** https://docs.stripe.com/api/tax_rates */
export const taxRates = resource('tax_rate', {
  refuseMissing: (id) => missing('tax_rate', id, 'tax_rate', 404),
  operations: {
    'POST /v1/tax_rates': createTaxRate,
    'GET /v1/tax_rates/:id': retrieve('tax_rate'),
    'POST /v1/tax_rates/:id': updateTaxRate,
    'GET /v1/tax_rates': list('tax_rate', { filter: ['active', 'inclusive'] }),
  },
});
