import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { postalAddress } from '../customers/postal-address.ts';

type ChargeChange = Params<'POST /v1/charges/:id'>;

export function updateCharge(tx: Tx, { path, params }: Call<ChargeChange, 'id'>): Stripe.Charge {
  const before = tx.get('charge', path.id);
  const report = params.fraud_details?.user_report;
  const charge = tx.update('charge', before.id, {
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
