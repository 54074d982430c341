import type Stripe from 'stripe';
import { missing } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { createCustomerTaxId, createTaxId } from './new-tax-id.ts';
import { verificationDue, verifyTaxId } from './verify-tax-id.ts';

/** https://docs.stripe.com/api/tax_ids */
export const taxIds = resource('tax_id', {
  indexes: ['customer'],
  operations: {
    'POST /v1/tax_ids': createTaxId,
    'GET /v1/tax_ids/:id': retrieve('tax_id'),
    'DELETE /v1/tax_ids/:id': (tx, { path }) => removeTaxId(tx, tx.get('tax_id', path.id)),
    'GET /v1/tax_ids': list('tax_id', {
      accepts: ({ owner }, call) => {
        const asked = (call.params as Stripe.TaxIdListParams).owner ?? { type: 'self' };
        return owner?.type === asked.type && (asked.customer ?? null) === (idOf(owner?.customer) ?? null);
      },
    }),
    'POST /v1/customers/:id/tax_ids': createCustomerTaxId,
    'GET /v1/customers/:customerId/tax_ids/:id': ownTaxId,
    'DELETE /v1/customers/:customerId/tax_ids/:id': (tx, call) => removeTaxId(tx, ownTaxId(tx, call)),
    'GET /v1/customers/:id/tax_ids': list('tax_id', {
      where: (tx, { path }) => ({ customer: tx.get('customer', path['id'] ?? '').id }),
    }),
  },
  due: verificationDue,
  whenDue: verifyTaxId,
});

function ownTaxId(tx: Tx, { path }: Call<object, 'customerId' | 'id'>): Stripe.TaxId {
  const customer = tx.get('customer', path.customerId, { param: 'customer' });
  const taxId = tx.get('tax_id', path.id);
  if (idOf(taxId.customer) === customer.id) return taxId;
  throw missing('tax_id', path.id);
}

export function removeTaxId(tx: Tx, taxId: Stripe.TaxId): Stripe.DeletedTaxId {
  tx.remove('tax_id', taxId.id);
  if (taxId.customer !== null) tx.emit('customer.tax_id.deleted', taxId);
  return { id: taxId.id, object: 'tax_id', deleted: true };
}
