import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Handler } from '../../kernel/resource.ts';
import { shippingCurrencyOptions } from './new-shipping-rate.ts';

/**
 * What a rate asks in its own currency cannot change: sessions were opened with it.
 *
 * @see https://docs.stripe.com/api/shipping_rates/update
 */
export const updateShippingRate: Handler<'POST /v1/shipping_rates/:id'> = (tx, { path, params }) => {
  const before = tx.get('shipping_rate', path.id);
  const isTaxFixed = before.tax_behavior !== null && before.tax_behavior !== 'unspecified';
  if (isTaxFixed && params.tax_behavior !== undefined && params.tax_behavior !== before.tax_behavior) {
    throw invalidRequest({
      message: `The tax behavior of this shipping rate is already set to \`${before.tax_behavior}\`, and cannot be changed.`,
      param: 'tax_behavior',
    });
  }
  const options = params.fixed_amount?.currency_options;
  return tx.update('shipping_rate', before.id, {
    active: params.active ?? before.active,
    ...(options && before.fixed_amount
      ? {
          fixed_amount: {
            ...before.fixed_amount,
            currency_options: shippingCurrencyOptions(before.fixed_amount.currency_options ?? {}, options),
          },
        }
      : {}),
    metadata: mergedMetadata(before.metadata, params.metadata),
    tax_behavior: params.tax_behavior ?? before.tax_behavior,
  });
};
