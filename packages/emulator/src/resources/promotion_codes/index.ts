import { missing } from '../../kernel/errors.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { isPromotionCodeActive } from './check-promotion-code.ts';
import { createPromotionCode } from './new-promotion-code.ts';
import { updatePromotionCode } from './update-promotion-code.ts';

/** https://docs.stripe.com/api/promotion_codes */
export const promotionCodes = resource('promotion_code', {
  refuseMissing: (id) => missing('promotion_code', id, 'promotion_code', 404),
  indexes: ['customer', 'promotion.coupon'],
  operations: {
    'POST /v1/promotion_codes': createPromotionCode,
    'GET /v1/promotion_codes/:id': retrieve('promotion_code'),
    'POST /v1/promotion_codes/:id': updatePromotionCode,
    'GET /v1/promotion_codes': list('promotion_code', {
      filter: { coupon: 'promotion.coupon', customer: 'customer' },
      accepts: (promotionCode, call, tx) => {
        const { active, code } = call.params as { active?: boolean; code?: string };
        if (active !== undefined && isPromotionCodeActive(tx, promotionCode) !== active) return false;
        return code === undefined || promotionCode.code.toLowerCase() === code.toLowerCase();
      },
    }),
  },
  includes: {
    'restrictions.currency_options': (_tx, { restrictions }) => restrictions.currency_options,
  },
  render: (tx, promotionCode) => {
    const { currency_options: _options, ...restrictions } = promotionCode.restrictions;
    return { ...promotionCode, active: isPromotionCodeActive(tx, promotionCode), restrictions };
  },
});
