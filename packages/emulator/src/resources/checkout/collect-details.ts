import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkedTaxIdValue } from '../tax_ids/tax-id-formats.ts';
import { resumSession } from './amounts.ts';

type Session = Stripe.Checkout.Session;

/** An address as a form gives it: empty fields are as good as absent ones. */
export type TypedAddress = { [Field in keyof Stripe.Address]?: string | null };

export function postalAddress(typed: TypedAddress): Stripe.Address {
  const field = (name: keyof Stripe.Address): string | null => typed[name]?.trim() || null;
  return {
    city: field('city'),
    country: field('country')?.toUpperCase() ?? null,
    line1: field('line1'),
    line2: field('line2'),
    postal_code: field('postal_code'),
    state: field('state'),
  };
}

/** Tells the session where the person lives; tax is worked out anew. */
export function updateCheckoutAddress(
  tx: Tx,
  { session, address, name }: { session: Session; address: TypedAddress; name?: string | null },
): Session {
  if (session.status !== 'open') return session;
  tx.update('_checkout', session.id, { address: postalAddress(address), ...(name ? { name } : {}) });
  return resumSession(tx, session);
}

/** Tells the session where the goods go; tax is worked out anew. */
export function updateCheckoutShipping(
  tx: Tx,
  { session, shipping }: { session: Session; shipping: { name: string; address: TypedAddress } },
): Session {
  if (session.status !== 'open') return session;
  tx.update('_checkout', session.id, {
    shipping: { name: shipping.name, address: postalAddress(shipping.address) },
  });
  return resumSession(tx, session);
}

/**
 * Tells the session that a business buys; tax is worked out anew.
 *
 * @throws StripeError `tax_id_invalid` when the number cannot be one of its type.
 */
export function updateCheckoutTaxId(
  tx: Tx,
  options: { session: Session; taxId: { type: string; value: string } | null; businessName?: string | null },
): Session {
  const { session, taxId, businessName } = options;
  if (session.status !== 'open') return session;
  if (taxId && checkedTaxIdValue(taxId.type as Stripe.TaxId.Type, taxId.value) === undefined) {
    throw invalidRequest({ code: 'tax_id_invalid', param: 'value', message: `Invalid value for ${taxId.type}.` });
  }
  tx.update('_checkout', session.id, { taxId, businessName: businessName ?? null });
  return resumSession(tx, session);
}
