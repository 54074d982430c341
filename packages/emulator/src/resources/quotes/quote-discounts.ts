// Discounts of a quote: shown as objects from the start, redeemed when the quote is accepted.
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { couponOf } from '../coupons/check-coupon.ts';
import { previewDiscounts, type DiscountChoice } from '../subscriptions/take-discounts.ts';

/**
 * Makes discount objects for the choices without redeeming them; one that is named stays.
 *
 * @throws StripeError for coupons and codes that cannot be used.
 */
export function quoteDiscounts(
  tx: Tx,
  choices: readonly DiscountChoice[],
  { customer, param }: { customer: string | null; param: string },
): string[] {
  const previewed = previewDiscounts(tx, choices, { customer, param });
  return choices.map((choice, index) => {
    if (choice.discount !== undefined) return choice.discount;
    const discount = tx.insert('discount', {
      id: tx.newId('di'),
      object: 'discount',
      checkout_session: null,
      customer,
      customer_account: null,
      end: null,
      invoice: null,
      invoice_item: null,
      promotion_code: choice.promotion_code ?? null,
      source: { coupon: previewed[index]?.coupon.id ?? null, type: 'coupon' },
      start: tx.now({ customer }),
      subscription: null,
      subscription_item: null,
    });
    return discount.id;
  });
}

/** The choices that redeem what a quote's discounts promise. */
export function discountChoices(tx: Tx, discounts: readonly (string | { id: string })[]): DiscountChoice[] {
  return discounts.map((reference): DiscountChoice => {
    const discount = tx.get('discount', idOf(reference));
    const code = idOf(discount.promotion_code);
    if (code !== null) return { promotion_code: code };
    const coupon = idOf(discount.source.coupon);
    if (coupon === null) throw invalidRequest({ message: `The discount ${discount.id} has no coupon.` });
    return { coupon };
  });
}

/** Whether a discount lowers every renewal. */
export function isForever(tx: Tx, discount: string | { id: string }): boolean {
  const found = tx.find('discount', idOf(discount));
  return found !== undefined && couponOf(tx, found).duration === 'forever';
}
