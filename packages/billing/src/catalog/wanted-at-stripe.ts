import { createHash } from 'node:crypto';
import type { Stripe } from 'stripe';
import { minorUnitDigits } from '../kernel/money.ts';
import { annualSavings, billingPeriods, lookupKeyOf } from './catalog-view.ts';
import type { BillingPeriod, Catalog, Coupon, Plan, PromotionCode } from './define-catalog.ts';
import { reference } from './references.ts';
import { wantedPortalConfiguration } from './wanted-portal.ts';

/**
 * What Stripe should hold for a catalog, as the parameters that would create it. An id that Stripe has still to give
 * stands there as a reference, `@price:lightweight_monthly`, and is put in when it is known.
 */
export interface WantedAtStripe {
  products: WantedProduct[];
  meters: WantedMeter[];
  prices: WantedPrice[];
  coupons: WantedCoupon[];
  promotionCodes: WantedPromotionCode[];
  portal: Stripe.BillingPortal.ConfigurationCreateParams;
}

export interface WantedProduct {
  /** The plan's, purchase's or usage price's id. */
  offer: string;
  params: Stripe.ProductCreateParams & { id: string; metadata: Record<string, string> };
}

export interface WantedMeter {
  params: Stripe.Billing.MeterCreateParams;
}

export interface WantedPrice {
  offer: string;
  lookupKey: string;
  params: Stripe.PriceCreateParams & { metadata: Record<string, string> };
}

export interface WantedCoupon {
  params: Stripe.CouponCreateParams & { id: string };
}

export interface WantedPromotionCode {
  params: Stripe.PromotionCodeCreateParams & { code: string; metadata: Record<string, string> };
}

export function wantedAtStripe(catalog: Catalog): WantedAtStripe {
  const sold = catalog.plans.filter((plan) => plan.prices !== undefined);
  return {
    products: [
      ...sold.map((plan) => product(catalog, plan.id, { ...plan, kind: { tier: plan.id } })),
      ...(catalog.purchases ?? []).map((one) => product(catalog, one.id, { ...one, kind: { type: 'one_time' } })),
      ...(catalog.usage ?? []).map((one) => product(catalog, one.id, { ...one, kind: { type: 'metered' } })),
    ],
    meters: (catalog.usage ?? []).map(({ meter }) => ({
      params: {
        display_name: meter.displayName,
        event_name: meter.eventName,
        default_aggregation: { formula: 'sum' },
        customer_mapping: { type: 'by_id', event_payload_key: 'stripe_customer_id' },
        value_settings: { event_payload_key: 'value' },
      },
    })),
    prices: [...sold.flatMap((plan) => planPrices(catalog, plan)), ...offerPrices(catalog)],
    coupons: (catalog.coupons ?? []).map((coupon) => ({ params: couponParams(catalog, coupon) })),
    promotionCodes: (catalog.coupons ?? []).flatMap((coupon) =>
      coupon.promotionCodes.map((promotion) => ({ params: promotionCodeParams(catalog, coupon, promotion) })),
    ),
    portal: wantedPortalConfiguration(catalog),
  };
}

function product(
  catalog: Catalog,
  offer: string,
  {
    name,
    description,
    stripeDescription = description,
    stripeFeatures = [],
    kind,
  }: {
    name: string;
    description: string;
    stripeDescription?: string;
    stripeFeatures?: readonly string[];
    kind: Record<string, string>;
  },
): WantedProduct {
  return {
    offer,
    params: {
      id: `${catalog.id}_${offer}`,
      name,
      description: stripeDescription,
      active: true,
      marketing_features: stripeFeatures.map((feature) => ({ name: feature })),
      tax_code: catalog.tax.productTaxCode,
      statement_descriptor: catalog.brand.statementDescriptor,
      metadata: { catalog: catalog.id, offer, ...kind },
    },
  };
}

function planPrices(catalog: Catalog, plan: Plan): WantedPrice[] {
  return billingPeriods.flatMap((billingPeriod) => {
    const amount = plan.prices?.[billingPeriod];
    if (amount === undefined) return [];
    const lookupKey = lookupKeyOf(plan.id, billingPeriod);
    const saved = billingPeriod === 'annual' ? annualSavings(plan).amount : 0;
    return {
      offer: plan.id,
      lookupKey,
      params: {
        product: reference('product', plan.id),
        currency: catalog.currency,
        unit_amount: amount,
        recurring: { interval: interval(billingPeriod), usage_type: 'licensed' },
        nickname: `${plan.name} ${billingPeriod === 'annual' ? 'Annual' : 'Monthly'}`,
        tax_behavior: catalog.tax.behavior,
        metadata: {
          catalog: catalog.id,
          lookup_key: lookupKey,
          tier: plan.id,
          billing: billingPeriod,
          features: featuresForMetadata(plan),
          ...(saved > 0 ? { savings: decimalAmount(saved, catalog.currency) } : {}),
        },
      },
    };
  });
}

function offerPrices(catalog: Catalog): WantedPrice[] {
  const shared = { currency: catalog.currency, tax_behavior: catalog.tax.behavior };
  const purchases = (catalog.purchases ?? []).map((purchase) => ({
    offer: purchase.id,
    lookupKey: purchase.id,
    params: {
      ...shared,
      product: reference('product', purchase.id),
      unit_amount: purchase.price,
      nickname: purchase.name,
      metadata: {
        catalog: catalog.id,
        lookup_key: purchase.id,
        type: 'one_time',
        description: purchase.description,
      },
    },
  }));
  const usage = (catalog.usage ?? []).map((metered) => ({
    offer: metered.id,
    lookupKey: metered.id,
    params: {
      ...shared,
      product: reference('product', metered.id),
      billing_scheme: 'tiered' as const,
      tiers_mode: 'graduated' as const,
      tiers: metered.tiers.map((tier) => ({
        up_to: tier.upTo === 'unlimited' ? ('inf' as const) : tier.upTo,
        unit_amount: tier.unitAmount,
      })),
      recurring: {
        interval: interval(metered.billingPeriod),
        usage_type: 'metered' as const,
        meter: reference('meter', metered.meter.eventName),
      },
      nickname: metered.name,
      metadata: { catalog: catalog.id, lookup_key: metered.id, type: 'metered' },
    },
  }));
  return [...purchases, ...usage];
}

function interval(billingPeriod: BillingPeriod): 'month' | 'year' {
  return billingPeriod === 'annual' ? 'year' : 'month';
}

/** Limits and choices by name, flags as a list. Stripe's metadata takes 500 characters; the rest of a longer list is left out. */
function featuresForMetadata(plan: Plan): string {
  const entries = Object.entries(plan.features).filter(([, value]) => value !== undefined && value !== false);
  const flags = entries.filter(([, value]) => value === true).map(([key]) => key);
  const named = Object.fromEntries(entries.filter(([, value]) => value !== true));
  for (let kept = flags.length; ; kept -= 1) {
    const text = JSON.stringify(kept === 0 ? named : { ...named, features: flags.slice(0, kept) });
    if (text.length <= 500 || kept === 0) return text;
  }
}

function decimalAmount(amount: number, currency: string): string {
  const digits = minorUnitDigits(currency);
  const text = String(amount).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * Stripe cannot change a coupon's terms, so the id carries a digest of them: other terms are another coupon, the
 * promotion codes move to it, and discounts already given stay as they were promised.
 */
function couponParams(catalog: Catalog, coupon: Coupon): WantedCoupon['params'] {
  const { duration } = coupon;
  const terms = {
    ...(coupon.percentOff === undefined ? {} : { percent_off: coupon.percentOff }),
    ...(coupon.amountOff === undefined ? {} : { amount_off: coupon.amountOff, currency: catalog.currency }),
    ...(typeof duration === 'object'
      ? { duration: 'repeating' as const, duration_in_months: duration.months }
      : { duration }),
    ...(coupon.plans === undefined
      ? {}
      : { applies_to: { products: coupon.plans.map((plan) => reference('product', plan)) } }),
  };
  const digest = createHash('sha256').update(JSON.stringify(terms)).digest('hex').slice(0, 8);
  return {
    id: `${catalog.id}_${coupon.id}_${digest}`,
    name: coupon.name,
    ...terms,
    metadata: { catalog: catalog.id, coupon: coupon.id },
  };
}

function promotionCodeParams(
  catalog: Catalog,
  coupon: Coupon,
  promotion: PromotionCode,
): WantedPromotionCode['params'] {
  const minimum = promotion.minimumAmount;
  return {
    code: promotion.code,
    promotion: { type: 'coupon', coupon: couponParams(catalog, coupon).id },
    restrictions: {
      first_time_transaction: promotion.firstPurchaseOnly ?? false,
      ...(minimum === undefined ? {} : { minimum_amount: minimum, minimum_amount_currency: catalog.currency }),
    },
    ...(promotion.maxRedemptions === undefined ? {} : { max_redemptions: promotion.maxRedemptions }),
    ...(promotion.expiresAt === undefined ? {} : { expires_at: Math.floor(promotion.expiresAt.getTime() / 1000) }),
    metadata: { catalog: catalog.id },
  };
}
