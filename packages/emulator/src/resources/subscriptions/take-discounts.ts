// `discounts` parameters: coupons and promotion codes that become discounts, and discounts that stay.
import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { AppliedDiscount } from '../../money/discounts.ts';
import { couponOf, usableCoupon } from '../coupons/check-coupon.ts';
import { newDiscount } from '../discounts/new-discount.ts';
import { checkPromotionCode } from '../promotion_codes/check-promotion-code.ts';

export type DiscountChoice = Stripe.SubscriptionCreateParams.Discount;

export interface DiscountOwner {
  customer: string | null;
  subscription?: string;
  subscription_item?: string;
  invoice?: string;
  invoice_item?: string;
  checkout_session?: string;
  start?: number;
}

interface Choosing {
  customer: string | null;
  param: string;
  /** The sum before discounts, for codes with a minimum. */
  amount?: number;
  currency?: string;
}

function oneOf(choice: DiscountChoice, param: string): void {
  const named = [choice.coupon, choice.promotion_code, choice.discount].filter((each) => each !== undefined);
  if (named.length !== 1) {
    throw invalidRequest({
      ...(named.length === 0 ? { code: 'parameter_missing' } : {}),
      message: 'You must specify exactly one of `coupon`, `discount` or `promotion_code` for each discount.',
      param,
    });
  }
}

function refuseRepeats(choices: readonly DiscountChoice[], param: string): void {
  const named = choices.map((choice) => JSON.stringify(choice));
  if (new Set(named).size < named.length) {
    throw invalidRequest({ message: 'Each discount may be given only once.', param });
  }
  if (choices.length > 20) throw invalidRequest({ message: 'At most 20 discounts can be given.', param });
}

/** What the choices would take off, without redeeming anything: for previews. */
export function previewDiscounts(tx: Tx, choices: readonly DiscountChoice[], choosing: Choosing): AppliedDiscount[] {
  refuseRepeats(choices, choosing.param);
  return choices.map((choice, index) => {
    const param = `${choosing.param}[${index}]`;
    oneOf(choice, param);
    if (choice.discount !== undefined) {
      const discount = tx.get('discount', choice.discount, { param });
      return { id: discount.id, coupon: couponOf(tx, discount) };
    }
    if (choice.promotion_code === undefined) {
      const coupon = usableCoupon(tx, choice.coupon ?? '', { param, customer: choosing.customer });
      return { id: `di_preview_${index}`, coupon };
    }
    const code = checkPromotionCode(tx, { ...choosing, promotionCode: choice.promotion_code, param });
    const coupon = code.promotion.coupon ?? '';
    return { id: `di_preview_${index}`, coupon: usableCoupon(tx, coupon, { param, customer: choosing.customer }) };
  });
}

/** Redeems the choices; ids of the discounts, in order. */
export function takeDiscounts(
  tx: Tx,
  choices: readonly DiscountChoice[],
  { owner, ...choosing }: Choosing & { owner: DiscountOwner },
): string[] {
  previewDiscounts(tx, choices, choosing);
  return choices.map((choice) => {
    if (choice.discount !== undefined) return choice.discount;
    if (choice.promotion_code !== undefined)
      return newDiscount(tx, { ...owner, promotionCode: choice.promotion_code }).id;
    return newDiscount(tx, { ...owner, coupon: choice.coupon ?? '' }).id;
  });
}
