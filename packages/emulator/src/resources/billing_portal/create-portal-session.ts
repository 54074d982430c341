import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { defaultPortalConfiguration } from './portal-configuration.ts';
import { portalSessionFlow } from './portal-session-flow.ts';
import { checkWebAddress } from './web-address.ts';

type Params = Stripe.BillingPortal.SessionCreateParams;
type Session = Stripe.BillingPortal.Session;

/** What stands behind a session's address and Stripe never shows. */
export interface PortalAccess {
  /** The secret part of the session's `url`. */
  id: string;
  object: '_portal_access';
  session: string;
  /** Seconds on the main clock. */
  created: number;
  /** When a page of it was last opened; null before the first time. */
  last_used: number | null;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _portal_access: PortalAccess;
  }
}

/**
 * A link that lets one customer in for a short while.
 *
 * @see https://docs.stripe.com/api/customer_portal/sessions/create
 */
export function createPortalSession(tx: Tx, { params }: Call<Params>): Session {
  return newPortalSession(tx, params);
}

/** The same for whoever asks: the API, or a customer who logs in. */
export function newPortalSession(tx: Tx, params: Params): Session {
  if (params.customer_account) {
    const message = 'The emulator has no Accounts API: name a customer.';
    throw invalidRequest({ message, param: 'customer_account' });
  }
  if (!params.customer) throw missingParam('customer');
  const customer = tx.get('customer', params.customer, { param: 'customer' }).id;
  const configuration = sessionConfiguration(tx, params.configuration);
  checkWebAddress(params.return_url, 'return_url');
  const flow = params.flow_data ? portalSessionFlow(tx, params.flow_data, { customer, configuration }) : null;
  const token = tx.newSecret('test', 40);
  const now = tx.now();
  const session = tx.insert('billing_portal.session', {
    id: tx.newId('bps'),
    object: 'billing_portal.session',
    ...afterExpiration(params.after_expiration, now),
    configuration: configuration.id,
    created: now,
    customer,
    customer_account: null,
    flow,
    livemode: false,
    locale: params.locale ?? null,
    on_behalf_of: params.on_behalf_of ?? null,
    return_url: params.return_url ?? configuration.default_return_url,
    url: tx.url(`/p/session/${token}`),
  });
  tx.insert('_portal_access', {
    id: token,
    object: '_portal_access',
    session: session.id,
    created: now,
    last_used: null,
  });
  tx.emit('billing_portal.session.created', session);
  return session;
}

function sessionConfiguration(tx: Tx, id: string | undefined): Stripe.BillingPortal.Configuration {
  if (!id) return defaultPortalConfiguration(tx);
  const configuration = tx.get('billing_portal.configuration', id, { param: 'configuration' });
  if (configuration.active) return configuration;
  const message = `The portal configuration ${id} is inactive, so no session can be created with it.`;
  throw invalidRequest({ message, param: 'configuration' });
}

function afterExpiration(given: Params['after_expiration'], now: number): Pick<Session, 'after_expiration'> {
  if (!given) return {};
  const end = given.customer_login?.expires_at ?? null;
  if (end !== null && end <= now) {
    const param = 'after_expiration[customer_login][expires_at]';
    throw invalidRequest({ message: 'Invalid timestamp: must be an integer Unix timestamp in the future.', param });
  }
  return { after_expiration: { type: given.type, customer_login: { expires_at: end } } };
}
