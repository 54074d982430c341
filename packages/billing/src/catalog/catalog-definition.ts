/**
 * What a catalog file may say. A catalog is one product's whole commercial side: who sells, what is sold, at which
 * price, with which limits, and how Stripe's pages behave. Amounts are integers in the currency's minor unit.
 */

export interface CatalogDefinition<Features extends FeatureDefinitions = FeatureDefinitions> {
  /** Names the catalog at Stripe (metadata) and in file names: lowercase letters, digits and `_`. */
  id: string;
  brand: Brand;
  /** Three-letter lowercase code. One catalog sells in one currency. */
  currency: string;
  /** What the pricing page shows first. */
  defaultBillingPeriod: BillingPeriod;
  tax: TaxSettings;
  checkout: CheckoutSettings;
  /** Days of access after a renewal was first declined, while Stripe tries again. */
  pastDueGraceDays: number;
  /** Everything that a plan may allow or limit. A plan can only name what stands here. */
  features: Features;
  /** In the order of the pricing page. At most one is free: what people have who pay for nothing. */
  plans: readonly Plan<Features>[];
  enterprise?: EnterpriseContact;
  /** Things bought once. */
  purchases?: readonly Purchase[];
  /** Things billed by use, added to a subscription only when its owner asks for them. */
  usage?: readonly UsagePrice[];
  coupons?: readonly Coupon[];
  portal: PortalSettings;
}

export type BillingPeriod = 'monthly' | 'annual';

export interface Brand {
  name: string;
  /** The product as Stripe and invoices know it, when it differs from the name. */
  description: string;
  /** First line of the pricing page. */
  headline: string;
  tagline: string;
  websiteUrl: string;
  supportEmail: string;
  privacyUrl: string;
  termsUrl: string;
  refundPolicyUrl?: string;
  /** What a card statement shows: 5 to 22 characters, at least one letter, none of `<>\'"*`. */
  statementDescriptor: string;
  invoiceFooter: string;
  /** `#rrggbb`, dark enough for white text on it (4.5:1). */
  accent: string;
  /** The accent on a dark page: light enough for text on `#121212` (4.5:1). */
  accentDark: string;
}

export interface TaxSettings {
  /** Whether Stripe works the tax out. */
  automatic: boolean;
  /** Stripe's product tax code, https://docs.stripe.com/tax/tax-codes */
  productTaxCode: string;
  /** Whether prices contain the tax. Fixed at Stripe once set: a change makes new prices. */
  behavior: 'exclusive' | 'inclusive';
}

export interface CheckoutSettings {
  promotionCodes: boolean;
  billingAddress: 'required' | 'auto';
  taxIds: boolean;
}

export type FeatureDefinitions = Readonly<Record<string, Feature>>;

/** `flag`: off unless a plan names it. `limit`: 0 unless named. `choice`: the first option unless named. */
export type Feature =
  | { type: 'flag'; name: string }
  | { type: 'limit'; name: string }
  | { type: 'choice'; name: string; options: readonly string[] };

export type FeatureValue<F extends Feature> = F extends { type: 'flag' }
  ? boolean
  : F extends { type: 'limit' }
    ? number | 'unlimited'
    : F extends { type: 'choice'; options: readonly (infer Option)[] }
      ? Option
      : never;

export type PlanFeatures<Features extends FeatureDefinitions> = {
  readonly [Key in keyof Features]?: FeatureValue<Features[Key]>;
};

export interface Plan<Features extends FeatureDefinitions = FeatureDefinitions> {
  /** The tier: `lightweight`. Stripe's product and prices are found by it, so it never changes. */
  id: string;
  name: string;
  /** Whom it is for, on the pricing page. */
  description: string;
  /** What Stripe's product says, on Checkout and invoices. */
  stripeDescription: string;
  /** The pricing page's list. */
  sellingPoints: readonly string[];
  /** The shorter list of Stripe's product. */
  stripeFeatures: readonly string[];
  highlighted?: boolean;
  callToAction: string;
  /** Left out for the free plan, which has no product at Stripe. */
  prices?: { readonly [period in BillingPeriod]?: number };
  trial?: Trial;
  features: PlanFeatures<Features>;
}

export interface Trial {
  days: number;
  /** `if_given`: a trial starts without a card when none is given. */
  card: 'always' | 'if_given';
  /** What happens at the trial's end when there is no card. */
  withoutCard: 'pause' | 'cancel';
}

export interface EnterpriseContact {
  name: string;
  description: string;
  callToAction: string;
  /** An address to write to. */
  email: string;
}

export interface Purchase {
  id: string;
  name: string;
  description: string;
  price: number;
  /** Follows the brand's on the statement: `TALENTS* ASSESSMENT`. */
  statementDescriptorSuffix?: string;
  /** What one purchase adds to a limit. */
  grants: { readonly feature: string; readonly quantity: number };
}

export interface UsagePrice {
  id: string;
  name: string;
  description: string;
  /** Stripe's meter: events of this name are summed over the period. */
  meter: { readonly eventName: string; readonly displayName: string };
  billingPeriod: BillingPeriod;
  /** Graduated: each unit costs what its own tier says. The last tier is `'unlimited'`. */
  tiers: readonly { readonly upTo: number | 'unlimited'; readonly unitAmount: number }[];
  /** The limit that usage extends once it is used up. */
  extends: string;
}

export interface Coupon {
  id: string;
  name: string;
  percentOff?: number;
  amountOff?: number;
  duration: 'once' | 'forever' | { readonly months: number };
  /** Ids of plans; left out means all of them. */
  plans?: readonly string[];
  promotionCodes: readonly PromotionCode[];
}

export interface PromotionCode {
  /** What people type: letters, digits and `-`. Stripe ignores the case. */
  code: string;
  /** Only for people who never paid before. */
  firstPurchaseOnly?: boolean;
  /** What the order must come to, before the discount. */
  minimumAmount?: number;
  maxRedemptions?: number;
  expiresAt?: Date;
}

/** Stripe's own words, https://docs.stripe.com/api/customer_portal/configurations/object */
export type CancellationReason =
  | 'customer_service'
  | 'low_quality'
  | 'missing_features'
  | 'other'
  | 'switched_service'
  | 'too_complex'
  | 'too_expensive'
  | 'unused';

export interface PortalSettings {
  headline: string;
  customerUpdates: readonly ('address' | 'email' | 'name' | 'phone' | 'tax_id')[];
  cancel: { readonly mode: 'at_period_end' | 'immediately'; readonly reasons: readonly CancellationReason[] };
  /** Left out: no pausing. */
  pause?: { readonly upToMonths: number };
  update: {
    readonly allowed: readonly ('price' | 'quantity' | 'promotion_code')[];
    readonly prorationBehavior: 'create_prorations' | 'always_invoice' | 'none';
  };
}
