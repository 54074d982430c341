import { portalConfigurationId } from '../catalog/index.ts';
import { customerOfUser } from '../customers/index.ts';
import { refreshCustomer } from '../customers/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { BillingError } from '../kernel/errors.ts';
import { isMissingAtStripe } from '../kernel/stripe-client.ts';

/**
 * Opens Stripe's customer portal.
 *
 * @param returnUrl Where its "back" leads; must be on an allowed origin.
 * @returns The portal's address: short-lived, never to be logged or mailed.
 * @throws BillingError `return_url_not_allowed`, `no_customer`.
 * @see https://docs.stripe.com/api/customer_portal/sessions/create
 */
export async function createPortalSession(
  billing: Billing,
  { userId, returnUrl }: { userId: string; returnUrl: string },
): Promise<{ portalUrl: string }> {
  checkReturnUrl(returnUrl, billing.settings.allowedOrigins);
  const customerId = (await customerOfUser(billing.db, userId))?.customerId ?? null;
  if (customerId === null) throw noCustomer();
  const configuration = await portalConfigurationId(billing);
  try {
    // No idempotency key of ours: every opening is its own session, and one that is lost harms nobody.
    const { url } = await billing.stripe.billingPortal.sessions.create({
      customer: customerId,
      return_url: returnUrl,
      ...(configuration === undefined ? {} : { configuration }),
    });
    return { portalUrl: url };
  } catch (error) {
    if (!isMissingAtStripe(error)) throw error;
    // Deleted at Stripe, and we were not told yet.
    if ((await refreshCustomer(billing, customerId)).is === 'ours') throw error;
    throw noCustomer();
  }
}

/** Compares whole origins: `https://app.example.com.evil.test` begins like an allowed one. */
export function checkReturnUrl(returnUrl: string, allowedOrigins: readonly string[]): void {
  const url = URL.canParse(returnUrl) ? new URL(returnUrl) : null;
  const hasCredentials = url !== null && (url.username !== '' || url.password !== '');
  if (url === null || hasCredentials || !allowedOrigins.includes(url.origin))
    throw new BillingError('return_url_not_allowed', 'return_url must be an address of this application.');
}

function noCustomer(): BillingError {
  return new BillingError('no_customer', 'You have no billing account yet. Choose a plan first.');
}
