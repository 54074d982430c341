import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { isPromotionCodeActive } from './check-promotion-code.ts';
import { checkCode, minimumsOf } from './new-promotion-code.ts';

type PromotionCodeChange = Params<'POST /v1/promotion_codes/:id'>;

export function updatePromotionCode(tx: Tx, { path, params }: Call<PromotionCodeChange, 'id'>): Stripe.PromotionCode {
  const before = tx.get('promotion_code', path.id);
  if (params.active === true && !before.active) checkReactivation(tx, before);
  const minimums = params.restrictions?.currency_options;
  const promotionCode = tx.update('promotion_code', before.id, {
    active: params.active ?? before.active,
    metadata: mergedMetadata(before.metadata, params.metadata),
    ...(minimums
      ? {
          restrictions: {
            ...before.restrictions,
            currency_options: { ...before.restrictions.currency_options, ...minimumsOf(minimums) },
          },
        }
      : {}),
  });
  tx.emit('promotion_code.updated', promotionCode, before);
  return promotionCode;
}

/** Switching off can be undone; running out cannot. */
function checkReactivation(tx: Tx, promotionCode: Stripe.PromotionCode): void {
  if (!isPromotionCodeActive(tx, { ...promotionCode, active: true })) {
    const message = 'This promotion code cannot be activated: it, or its coupon, is expired or used up.';
    throw invalidRequest({ param: 'active', message });
  }
  checkCode(tx, promotionCode.code, idOf(promotionCode.customer), promotionCode.id);
}
