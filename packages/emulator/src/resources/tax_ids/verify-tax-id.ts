import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { registryAnswer } from './tax-id-formats.ts';

/** Registries answer a moment after the tax id was made; numbers that stay pending never have a due answer. */
export function verificationDue(taxId: Stripe.TaxId): number | null {
  if (taxId.verification?.status !== 'pending') return null;
  return registryAnswer(taxId.type, taxId.value) === 'pending' ? null : taxId.created;
}

export function verifyTaxId(tx: Tx, taxId: Stripe.TaxId): void {
  const status = registryAnswer(taxId.type, taxId.value) ?? 'unavailable';
  const customer = tx.find('customer', idOf(taxId.customer));
  const isVerified = status === 'verified';
  const verified = tx.update('tax_id', taxId.id, {
    verification: {
      status,
      verified_address: isVerified ? (customer?.address?.line1 ?? null) : null,
      verified_name: isVerified ? (customer?.name ?? null) : null,
    },
  });
  if (taxId.customer !== null) tx.emit('customer.tax_id.updated', verified, taxId);
}
