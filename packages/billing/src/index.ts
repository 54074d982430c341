/** What a program that embeds billing may use. HTTP is in `@purser/billing/http`, work in `@purser/billing/worker`. */
export { createBilling } from './create-billing.ts';
export type { Billing } from './kernel/billing.ts';
export { HeldClock, systemClock, type Clock } from './kernel/clock.ts';
export { BillingError, isBillingError } from './kernel/errors.ts';
export { createLog, type Log } from './kernel/log.ts';
export { formatMoney, minorUnitDigits, type Money } from './kernel/money.ts';
export { tokenSecret } from './kernel/installation.ts';
export { readSettings, SettingsError, type Environment, type Settings } from './kernel/settings.ts';
export { createStripeClient, stripeApiVersion } from './kernel/stripe-client.ts';

export { createCheckoutSession, confirmCheckout } from './checkout/index.ts';
export { createPortalSession } from './portal/index.ts';
export { readAccount } from './entitlements/index.ts';
export { planSubscription, subscriptionsOfUser } from './subscriptions/index.ts';
export { listParkedEvents, requeueParkedEvents } from './inbox/index.ts';
export { openDatabase } from './kernel/database.ts';
export { migrate } from './kernel/migrate.ts';

export { previewCatalogPush, pushCatalog, pushCatalogToStripe, type PushStep } from './catalog/index.ts';
export { listParkedMail, requeueParkedMail } from './notifications/index.ts';
export type { SandboxControl, SandboxUser } from './sandbox/index.ts';
