import { z } from 'zod';
import { BillingPeriod, Money } from './payments.ts';

/** `GET /api/payments/catalog`: what is for sale, for anybody to read. */

export const CatalogPrice = z
  .object({
    billing_period: BillingPeriod,
    amount: Money.shape.amount,
    currency: Money.shape.currency,
    lookup_key: z.string(),
    savings_percent: z
      .number()
      .int()
      .nullable()
      .describe('Against twelve monthly payments, to the nearest percent; null when nothing is saved'),
  })
  .meta({ id: 'CatalogPrice' });
export type CatalogPrice = z.infer<typeof CatalogPrice>;

export const CatalogPlan = z
  .object({
    id: z.string().describe('The tier'),
    name: z.string(),
    description: z.string(),
    features: z.array(z.string()),
    highlighted: z.boolean(),
    call_to_action: z.string(),
    is_free: z.boolean(),
    prices: z.array(CatalogPrice).describe('Empty for a free plan'),
    trial_days: z.number().int().nullable(),
    trial_needs_card: z.boolean(),
    entitlements: z.record(z.string(), z.union([z.boolean(), z.number(), z.string(), z.null()])),
  })
  .meta({ id: 'CatalogPlan' });
export type CatalogPlan = z.infer<typeof CatalogPlan>;

export const CatalogView = z
  .object({
    id: z.string(),
    brand: z.object({
      name: z.string(),
      headline: z.string(),
      tagline: z.string(),
      support_email: z.string(),
      privacy_url: z.string(),
      terms_url: z.string(),
      accent: z.string().describe('CSS colour, chosen for 4.5:1 under white text'),
      accent_dark: z.string().describe('The accent on a dark page'),
    }),
    currency: z.string(),
    default_billing_period: BillingPeriod,
    max_savings_percent: z.number().int().nullable(),
    plans: z.array(CatalogPlan),
    enterprise: z
      .object({ name: z.string(), description: z.string(), call_to_action: z.string(), contact: z.string() })
      .nullable(),
    sandbox: z.boolean().describe('Whether money is pretended here'),
  })
  .meta({ id: 'CatalogView' });
export type CatalogView = z.infer<typeof CatalogView>;
