import type { Stripe } from 'stripe';
import { toEpochSeconds } from '../kernel/time.ts';
import type { Catalog } from './define-catalog.ts';
import { nextRevision, revisionOf, type PushStep, type StripeCatalogState } from './push-step.ts';
import type { WantedCoupon, WantedPromotionCode } from './wanted-at-stripe.ts';

/** A coupon's id carries its terms, so one that exists has the right ones; only its name can change. */
export function planCoupons(
  catalog: Catalog,
  { wanted, state }: { wanted: WantedCoupon[]; state: StripeCatalogState },
): PushStep[] {
  return wanted.flatMap(({ params }): PushStep[] => {
    const found = state.coupons.find((coupon) => coupon.id === params.id);
    if (found === undefined) {
      return [
        { write: 'coupons.create', params, name: `coupon:${params.id}`, says: `create the coupon "${params.name}"` },
      ];
    }
    if (found.name === params.name) return [];
    const metadata = nextRevision(found, { catalog: catalog.id });
    return [
      {
        write: 'coupons.update',
        id: found.id,
        params: { name: params.name, metadata },
        name: `coupon:${found.id}:revision:${revisionOf(found)}`,
        says: `rename the coupon "${found.name}" to "${params.name}"`,
      },
    ];
  });
}

/** A promotion code's terms are fixed too: other terms switch the old one off and make a new one of the same letters. */
export function planPromotionCodes(
  catalog: Catalog,
  { wanted, state }: { wanted: WantedPromotionCode[]; state: StripeCatalogState },
): PushStep[] {
  const steps = wanted.flatMap((code) => planPromotionCode(code, state));
  const codes = wanted.map(({ params }) => params.code.toUpperCase());
  const leftOver = state.promotionCodes.filter(
    (found) => found.active && found.metadata?.['catalog'] === catalog.id && !codes.includes(found.code.toUpperCase()),
  );
  return [...steps, ...leftOver.map((found) => switchOff(found, 'which the catalog has no more'))];
}

function planPromotionCode(
  { params }: WantedPromotionCode,
  { promotionCodes, seenAt }: StripeCatalogState,
): PushStep[] {
  const hasRunOut = params.expires_at !== undefined && params.expires_at <= toEpochSeconds(seenAt);
  const sameCode = promotionCodes
    .filter((found) => found.code.toUpperCase() === params.code.toUpperCase())
    .toSorted((a, b) => b.created - a.created);
  const right = sameCode.filter((found) => hasTerms(found, params));
  const wrong = sameCode.filter((found) => found.active && !right.includes(found));
  const steps = wrong.map((found) => switchOff(found, 'whose terms have changed'));
  const best = right.find((found) => found.active) ?? right[0];
  if (best === undefined) {
    // Stripe takes no code that has run out already.
    if (hasRunOut) return steps;
    return [
      ...steps,
      {
        write: 'promotionCodes.create',
        params,
        name: `promotion-code:${params.code}:after:${sameCode[0]?.id ?? 'nothing'}`,
        says: `create the promotion code ${params.code}`,
      },
    ];
  }
  // One that was used up or has run out is inactive for good, and rightly so.
  const isUsedUp = best.max_redemptions !== null && best.times_redeemed >= best.max_redemptions;
  if (best.active || isUsedUp || hasRunOut) return steps;
  return [
    ...steps,
    {
      write: 'promotionCodes.update',
      id: best.id,
      params: { active: true, metadata: nextRevision(best, params.metadata) },
      name: `promotion-code:${best.id}:revision:${revisionOf(best)}`,
      says: `switch the promotion code ${params.code} on again`,
    },
  ];
}

function switchOff(found: Stripe.PromotionCode, why: string): PushStep {
  return {
    write: 'promotionCodes.update',
    id: found.id,
    params: { active: false, metadata: nextRevision(found) },
    name: `promotion-code:${found.id}:revision:${revisionOf(found)}`,
    says: `switch off the promotion code ${found.code}, ${why}`,
  };
}

function hasTerms(found: Stripe.PromotionCode, wanted: WantedPromotionCode['params']): boolean {
  const coupon = found.promotion.coupon;
  return (
    (typeof coupon === 'string' ? coupon : coupon?.id) === wanted.promotion.coupon &&
    found.max_redemptions === (wanted.max_redemptions ?? null) &&
    found.expires_at === (wanted.expires_at ?? null) &&
    found.restrictions.first_time_transaction === (wanted.restrictions?.first_time_transaction ?? false) &&
    found.restrictions.minimum_amount === (wanted.restrictions?.minimum_amount ?? null)
  );
}
