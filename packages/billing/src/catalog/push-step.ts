import type { Stripe } from 'stripe';

/** One write to Stripe, as data. Ids inside `params` may be references (see `references.ts`). */
export type PushStep = StepWrite & {
  /**
   * Names the write for its idempotency key, together with the parameters. It holds what the write starts from (the
   * id of the price that is replaced, the object's revision), so the same write after a crash has the same name, and
   * going back to an earlier state has another.
   */
  readonly name: string;
  /** The reference that the answer's id stands for. */
  readonly provides?: string;
  /** For people. */
  readonly says: string;
};

type StepWrite =
  | { write: 'products.create'; params: Stripe.ProductCreateParams }
  | { write: 'products.update'; id: string; params: Stripe.ProductUpdateParams }
  | { write: 'meters.create'; params: Stripe.Billing.MeterCreateParams }
  | { write: 'meters.update'; id: string; params: Stripe.Billing.MeterUpdateParams }
  | { write: 'prices.create'; params: Stripe.PriceCreateParams }
  | { write: 'prices.update'; id: string; params: Stripe.PriceUpdateParams }
  | { write: 'coupons.create'; params: Stripe.CouponCreateParams }
  | { write: 'coupons.update'; id: string; params: Stripe.CouponUpdateParams }
  | { write: 'promotionCodes.create'; params: Stripe.PromotionCodeCreateParams }
  | { write: 'promotionCodes.update'; id: string; params: Stripe.PromotionCodeUpdateParams }
  | { write: 'paymentMethods.create'; params: Stripe.PaymentMethodConfigurationCreateParams }
  | { write: 'paymentMethods.update'; id: string; params: Stripe.PaymentMethodConfigurationUpdateParams }
  | { write: 'portalConfigurations.create'; params: Stripe.BillingPortal.ConfigurationCreateParams }
  | { write: 'portalConfigurations.update'; id: string; params: Stripe.BillingPortal.ConfigurationUpdateParams };

/** What Stripe holds that a catalog may own or take over. */
export interface StripeCatalogState {
  seenAt: Date;
  products: Stripe.Product[];
  /** Of those products, archived ones too, with their tiers. */
  prices: Stripe.Price[];
  meters: Stripe.Billing.Meter[];
  coupons: Stripe.Coupon[];
  promotionCodes: Stripe.PromotionCode[];
  paymentMethods: Stripe.PaymentMethodConfiguration[];
  /** With the products that can be changed to. */
  portalConfigurations: Stripe.BillingPortal.Configuration[];
}

export interface CatalogPushPlan {
  /** In this order. Empty when Stripe already holds what the catalog says. */
  steps: PushStep[];
  /** The ids that references in the steps stand for, as far as they are known before the first step. */
  known: ReadonlyMap<string, string>;
  /** What cannot be made to match, in sentences; a push refuses while there is one. */
  conflicts: string[];
}

/**
 * Our count of the changes to an object, kept in its metadata: it makes the names of A → B, B → A and A → B three
 * names, where a digest of the parameters would make Stripe replay the first answer.
 */
export function revisionOf(object: { metadata: Stripe.Metadata | null }): number {
  return Number(object.metadata?.['purser_revision'] ?? 0);
}

/** The metadata that an update writes beside its other changes. */
export function nextRevision(
  object: { metadata: Stripe.Metadata | null },
  metadata: Record<string, string> = {},
): Record<string, string> {
  return { ...metadata, purser_revision: String(revisionOf(object) + 1) };
}
