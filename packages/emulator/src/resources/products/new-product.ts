import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

export type ProductData = Params<'POST /v1/products'>;

/** Null where there is nothing to say. */
export function taxDetails(location: string | null, taxCode: string | null): Stripe.Product['tax_details'] {
  return location === null && taxCode === null ? null : { performance_location: location, tax_code: taxCode };
}

/** @throws StripeError `resource_already_exists` for an id that is taken. */
export function newProduct(
  tx: Tx,
  data: Omit<ProductData, 'default_price_data'>,
  { defaultPrice = null }: { defaultPrice?: string | null } = {},
): Stripe.Product {
  if (data.id !== undefined && tx.find('product', data.id)) {
    throw invalidRequest({ code: 'resource_already_exists', param: 'id', message: 'Product already exists.' });
  }
  const now = tx.now();
  const taxCode = data.tax_code ?? (data.tax_details?.tax_code || null);
  const product = tx.insert('product', {
    id: data.id ?? tx.newId('prod', 14),
    object: 'product',
    active: data.active ?? true,
    created: now,
    default_price: defaultPrice,
    description: data.description ?? null,
    images: data.images ?? [],
    livemode: false,
    marketing_features: data.marketing_features ?? [],
    metadata: mergedMetadata(null, data.metadata),
    name: data.name,
    package_dimensions: data.package_dimensions ?? null,
    shippable: data.shippable ?? null,
    statement_descriptor: data.statement_descriptor ?? null,
    tax_code: taxCode,
    tax_details: taxDetails(data.tax_details?.performance_location ?? null, taxCode),
    type: data.type ?? 'service',
    unit_label: data.unit_label ?? null,
    updated: now,
    url: data.url ?? null,
  });
  tx.emit('product.created', product);
  return product;
}
