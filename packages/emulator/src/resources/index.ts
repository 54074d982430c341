import type { Resource } from '../kernel/resource.ts';
import { billingPortalConfigurations, billingPortalSessions, portalAccess } from './billing_portal/index.ts';
import { coupons, deletedCoupons } from './coupons/index.ts';
import { customerBalanceTransactions, customerFacts, customers } from './customers/index.ts';
import { deliveries, events } from './events/index.ts';
import { prices } from './prices/index.ts';
import { products } from './products/index.ts';
import { promotionCodes } from './promotion_codes/index.ts';
import { automaticTaxRates, taxRates } from './tax_rates/index.ts';
import { testClocks } from './test_helpers/index.ts';
import { webhookEndpoints } from './webhook_endpoints/index.ts';

/** Every resource that the emulator serves, one line each. */
export const resources: readonly Resource[] = [
  // The kernel's own
  events,
  deliveries,
  testClocks,
  webhookEndpoints,
  // Catalog
  products,
  prices,
  coupons,
  deletedCoupons,
  promotionCodes,
  taxRates,
  automaticTaxRates,
  // Customers
  customers,
  customerFacts,
  customerBalanceTransactions,
  // Customer portal
  billingPortalConfigurations,
  billingPortalSessions,
  portalAccess,
];
