import type Stripe from 'stripe';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newPrice } from '../prices/new-price.ts';
import { newProduct } from './new-product.ts';
import type { ProductData } from './new-product.ts';

export function createProduct(tx: Tx, { params }: Call<ProductData>): Stripe.Product {
  const product = newProduct(tx, params);
  const priceData = params.default_price_data;
  if (!priceData) return product;
  const price = newPrice(tx, { ...priceData, product: product.id });
  return tx.update('product', product.id, { default_price: price.id });
}
