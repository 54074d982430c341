import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkedTaxIdValue, countryOfTaxId, registryAnswer } from './tax-id-formats.ts';

export interface TaxIdData {
  type: Stripe.TaxId.Type;
  value: string;
  /** Leave out for a tax id of the account itself. */
  customer?: string;
}

/** @throws StripeError `tax_id_invalid` when the number cannot be one of its type. */
export function newTaxId(tx: Tx, { type, value, customer }: TaxIdData): Stripe.TaxId {
  const checked = checkedTaxIdValue(type, value);
  if (checked === undefined) {
    throw invalidRequest({ code: 'tax_id_invalid', param: 'value', message: `Invalid value for ${type}.` });
  }
  const isAsked = registryAnswer(type, checked) !== null;
  const taxId = tx.insert('tax_id', {
    id: tx.newId('txi'),
    object: 'tax_id',
    country: countryOfTaxId(type, checked),
    created: tx.now({ customer }),
    customer: customer ?? null,
    customer_account: null,
    livemode: false,
    owner:
      customer === undefined
        ? { customer_account: null, type: 'self' }
        : { customer, customer_account: null, type: 'customer' },
    type,
    value: checked,
    verification: { status: isAsked ? 'pending' : 'unavailable', verified_address: null, verified_name: null },
  });
  if (customer !== undefined) tx.emit('customer.tax_id.created', taxId);
  return taxId;
}

export function createTaxId(tx: Tx, { params }: Call<Params<'POST /v1/tax_ids'>>): Stripe.TaxId {
  const { type, value, owner } = params;
  if (owner?.type !== 'customer') return newTaxId(tx, { type, value });
  const customer = tx.get('customer', owner.customer ?? '', { param: 'owner[customer]' }).id;
  return newTaxId(tx, { type, value, customer });
}

export function createCustomerTaxId(
  tx: Tx,
  { path, params }: Call<Params<'POST /v1/customers/:id/tax_ids'>, 'id'>,
): Stripe.TaxId {
  return newTaxId(tx, { type: params.type, value: params.value, customer: tx.get('customer', path.id).id });
}
