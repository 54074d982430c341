import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { postalAddress } from '../customers/postal-address.ts';

type ChargeChange = Params<'POST /v1/charges/:id'>;

export function updateCharge(tx: Tx, { path, params }: Call<ChargeChange, 'id'>): Stripe.Charge {
  const before = tx.get('charge', path.id);
  const report = params.fraud_details?.user_report;
  const charge = tx.update('charge', before.id, {
    customer: customerAfter(tx, before, params.customer),
    description: written(params.description, before.description),
    ...(report === undefined ? {} : { fraud_details: report ? { user_report: report } : {} }),
    metadata: mergedMetadata(before.metadata, params.metadata),
    receipt_email: written(params.receipt_email, before.receipt_email),
    shipping: params.shipping ? shippingOf(params.shipping) : before.shipping,
    transfer_group: params.transfer_group ?? before.transfer_group,
  });
  tx.emit('charge.updated', charge, before);
  return charge;
}

/** Who paid can be said once, of a charge that is nobody's yet. */
function customerAfter(tx: Tx, charge: Stripe.Charge, given: string | undefined): string | null {
  const owner = idOf(charge.customer);
  if (given === undefined || given === owner) return owner;
  const customer = tx.get('customer', given, { param: 'customer' });
  if (owner === null) return customer.id;
  const message = `Charge ${charge.id} already has a customer: ${owner}. It cannot be changed.`;
  throw invalidRequest({ param: 'customer', message });
}

/** Where goods of a payment go, as Stripe keeps it. */
export function shippingOf(given: {
  address?: Stripe.AddressParam;
  carrier?: string;
  name?: string;
  phone?: string;
  tracking_number?: string;
}): Stripe.Charge.Shipping {
  return {
    address: postalAddress(given.address),
    carrier: given.carrier ?? null,
    ...(given.name === undefined ? {} : { name: given.name }),
    phone: given.phone ?? null,
    tracking_number: given.tracking_number ?? null,
  };
}
