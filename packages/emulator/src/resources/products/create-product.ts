import type Stripe from 'stripe';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newPrice } from '../prices/new-price.ts';
import { newProduct } from './new-product.ts';
import type { ProductData } from './new-product.ts';

export function createProduct(tx: Tx, { params }: Call<ProductData>): Stripe.Product {
  const priceData = params.default_price_data;
  if (!priceData) return newProduct(tx, params);
  // The event of the product names its price already, which comes after it.
  const id = tx.newId('price');
  const product = newProduct(tx, params, { defaultPrice: id });
  newPrice(tx, { ...priceData, product: product.id }, { id });
  return product;
}
