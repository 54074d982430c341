import type { Resource } from '../kernel/resource.ts';
import { account } from './account/index.ts';
import { balance } from './balance/index.ts';
import { balanceTransactions } from './balance_transactions/index.ts';
import {
  alertFacts,
  alerts,
  creditBalanceTransactions,
  creditGrantFacts,
  creditGrants,
  feedbackOptions,
  meterEvents,
  meterEventSessions,
  meters,
} from './billing/index.ts';
import {
  billingPortalConfigurations,
  billingPortalSessions,
  portalAccess,
  portalLogins,
} from './billing_portal/index.ts';
import { charges, directDebits, settlements } from './charges/index.ts';
import { checkoutFacts, checkoutSessions } from './checkout/index.ts';
import { confirmationTokenFacts, confirmationTokens } from './confirmation_tokens/index.ts';
import { coupons, deletedCoupons } from './coupons/index.ts';
import { creditNotes } from './credit_notes/index.ts';
import { customerSessions } from './customer_sessions/index.ts';
import { customerBalanceTransactions, customerFacts, customers } from './customers/index.ts';
import { discounts } from './discounts/index.ts';
import { disputeCourses, disputePlans, disputes } from './disputes/index.ts';
import {
  activeEntitlements,
  entitlementFacts,
  entitlementFeatures,
  grantFacts,
  productFeatures,
} from './entitlements/index.ts';
import { deliveries, events } from './events/index.ts';
import { fileLinks } from './file_links/index.ts';
import { fileContents } from './files/file-contents.ts';
import { files } from './files/index.ts';
import { invoiceItemFacts, invoiceItems } from './invoiceitems/index.ts';
import { invoicePayments } from './invoice_payments/index.ts';
import { invoiceRenderingTemplates } from './invoice_rendering_templates/index.ts';
import { invoiceNotices, invoices } from './invoices/index.ts';
import { amountDetails, authentications, debits, paymentIntents } from './payment_intents/index.ts';
import { mandates } from './mandates/index.ts';
import { paymentLinkFacts, paymentLinks } from './payment_links/index.ts';
import { paymentMethodConfigurations } from './payment_method_configurations/index.ts';
import { bankAccountFacts, cardFacts, linkedAccounts, paymentMethods } from './payment_methods/index.ts';
import { plans } from './plans/index.ts';
import { prices } from './prices/index.ts';
import { products } from './products/index.ts';
import { promotionCodes } from './promotion_codes/index.ts';
import { earlyFraudWarnings } from './radar/index.ts';
import { connectReactions } from './reactions.ts';
import { quoteFacts, quotes } from './quotes/index.ts';
import { refundOutcomes, refunds } from './refunds/index.ts';
import { setupAttempts, setupIntents, setupFacts } from './setup_intents/index.ts';
import { shippingRates } from './shipping_rates/index.ts';
import { scheduleNotices, subscriptionSchedules } from './subscription_schedules/index.ts';
import { cliSessions } from './stripecli/index.ts';
import { bankAccounts, cards } from './sources/index.ts';
import { subscriptionItems } from './subscription_items/index.ts';
import { subscriptionNotices, subscriptions } from './subscriptions/index.ts';
import { taxIds } from './tax_ids/index.ts';
import { automaticTaxRates, taxRates } from './tax_rates/index.ts';
import { testClocks } from './test_helpers/index.ts';
import { billingSettingsObject } from '../billing-cycle/account-settings.ts';
import { invoiceSequences } from '../billing-cycle/invoice-number.ts';
import { pageResources } from '../pages/page-resources.ts';
import { tokens } from './tokens/index.ts';
import { eventDestinations, thinEvents } from './v2_core/index.ts';
import { webhookEndpoints } from './webhook_endpoints/index.ts';

connectReactions();

/** Every resource that the emulator serves, one line each. */
export const resources: readonly Resource[] = [
  // The kernel's own
  events,
  deliveries,
  testClocks,
  webhookEndpoints,
  eventDestinations,
  thinEvents,
  account,
  // Catalog
  products,
  prices,
  plans,
  coupons,
  deletedCoupons,
  promotionCodes,
  taxRates,
  automaticTaxRates,
  shippingRates,
  discounts,
  meters,
  meterEvents,
  meterEventSessions,
  alerts,
  alertFacts,
  creditGrants,
  creditGrantFacts,
  creditBalanceTransactions,
  feedbackOptions,
  entitlementFeatures,
  productFeatures,
  // Customers
  customers,
  customerFacts,
  customerBalanceTransactions,
  customerSessions,
  taxIds,
  // Payments
  paymentMethodConfigurations,
  paymentMethods,
  cardFacts,
  tokens,
  cards,
  bankAccounts,
  bankAccountFacts,
  linkedAccounts,
  mandates,
  confirmationTokens,
  confirmationTokenFacts,
  setupIntents,
  setupAttempts,
  setupFacts,
  paymentIntents,
  debits,
  amountDetails,
  authentications,
  charges,
  settlements,
  directDebits,
  refunds,
  refundOutcomes,
  disputes,
  disputeCourses,
  disputePlans,
  earlyFraudWarnings,
  balance,
  balanceTransactions,
  // Billing cycle
  subscriptions,
  subscriptionItems,
  subscriptionNotices,
  subscriptionSchedules,
  scheduleNotices,
  invoices,
  invoiceItems,
  invoiceItemFacts,
  invoicePayments,
  creditNotes,
  quotes,
  quoteFacts,
  invoiceNotices,
  invoiceRenderingTemplates,
  billingSettingsObject,
  invoiceSequences,
  grantFacts,
  activeEntitlements,
  entitlementFacts,
  // Files
  files,
  fileContents,
  fileLinks,
  // Checkout
  checkoutSessions,
  checkoutFacts,
  paymentLinks,
  paymentLinkFacts,
  // Customer portal
  billingPortalConfigurations,
  billingPortalSessions,
  portalAccess,
  portalLogins,
  // Hosted pages
  ...pageResources,
  // Stripe CLI
  cliSessions,
];
