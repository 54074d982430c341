import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { accountBrand } from '../brand.ts';
import type { Brand } from '../brand.ts';

/** A customer's way in, with all that its pages are made from. */
export interface PortalVisit {
  /** The address of the portal's first page; every other page of it lies below. */
  path: string;
  session: Stripe.BillingPortal.Session;
  configuration: Stripe.BillingPortal.Configuration;
  customer: Stripe.Customer;
  brand: Brand;
}

/** A link that nobody opens is good for five minutes; once open, for an hour after the last page. */
const unopenedSeconds = 5 * 60;
const idleSeconds = 60 * 60;

/** The visit behind a link; null when the link never was, has run out, or its customer is gone. */
export function findPortalVisit(tx: Tx, token: string): PortalVisit | null {
  const access = tx.find('_portal_access', token);
  if (!access) return null;
  const limit = access.last_used === null ? access.created + unopenedSeconds : access.last_used + idleSeconds;
  if (tx.now() > limit) return null;
  const session = tx.get('billing_portal.session', access.session);
  const configuration = tx.find('billing_portal.configuration', idOf(session.configuration));
  const customer = tx.find('customer', session.customer);
  if (!configuration || !customer) return null;
  return { path: `/p/session/${token}`, session, configuration, customer, brand: accountBrand(tx) };
}

/** Whether a link that has run out lets its customer ask for another (`after_expiration`). */
export function canLogIn(tx: Tx, token: string): boolean {
  const login = expiredSession(tx, token)?.after_expiration?.customer_login;
  return login !== undefined && (login?.expires_at ?? Infinity) > tx.now();
}

/** The session of a link that has run out. */
export function expiredSession(tx: Tx, token: string): Stripe.BillingPortal.Session | undefined {
  if (findPortalVisit(tx, token)) return undefined;
  return tx.find('billing_portal.session', tx.find('_portal_access', token)?.session);
}

/** Whether opening a page must be noted; not for every click, since each note is a write. */
export function isVisitStale(tx: Tx, token: string): boolean {
  const access = tx.find('_portal_access', token);
  return access !== undefined && (access.last_used === null || tx.now() - access.last_used > 60);
}

export function noteVisit(tx: Tx, token: string): void {
  tx.update('_portal_access', token, { last_used: tx.now() });
}
