import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

import { taxDetails } from './new-product.ts';

type ProductChange = Params<'POST /v1/products/:id'>;

export function updateProduct(tx: Tx, { path, params }: Call<ProductChange, 'id'>): Stripe.Product {
  const before = tx.get('product', path.id);
  const product = tx.update('product', before.id, {
    active: params.active ?? before.active,
    default_price: defaultPriceAfter(tx, before, params.default_price),
    description: written(params.description, before.description),
    images: written(params.images, before.images) ?? [],
    marketing_features: written(params.marketing_features, before.marketing_features) ?? [],
    metadata: mergedMetadata(before.metadata, params.metadata),
    name: params.name ?? before.name,
    package_dimensions: written(params.package_dimensions, before.package_dimensions),
    shippable: params.shippable ?? before.shippable,
    statement_descriptor: written(params.statement_descriptor, before.statement_descriptor ?? null),
    ...taxAfter(before, params),
    unit_label: written(params.unit_label, before.unit_label ?? null),
    updated: tx.now(),
    url: written(params.url, before.url),
  });
  tx.emit('product.updated', product, before);
  return product;
}

function defaultPriceAfter(tx: Tx, product: Stripe.Product, given: string | undefined): string | null {
  if (given === undefined) return idOf(product.default_price);
  const price = tx.get('price', given, { param: 'default_price' });
  if (idOf(price.product) !== product.id || !price.active) {
    const message = `The default price must be an active price of this product; \`${given}\` is not.`;
    throw invalidRequest({ param: 'default_price', message });
  }
  return price.id;
}

function taxAfter(
  product: Stripe.Product,
  { tax_code, tax_details }: ProductChange,
): Pick<Stripe.Product, 'tax_code' | 'tax_details'> {
  const code = written(tax_code, idOf(product.tax_code));
  const location = idOf(product.tax_details?.performance_location);
  if (tax_details === undefined) return { tax_code: code, tax_details: taxDetails(location, code) };
  if (tax_details === '' || tax_details === null) return { tax_code: code, tax_details: null };
  const detailsCode = written(tax_details.tax_code, code);
  return {
    tax_code: detailsCode,
    tax_details: taxDetails(tax_details.performance_location ?? location, detailsCode),
  };
}
