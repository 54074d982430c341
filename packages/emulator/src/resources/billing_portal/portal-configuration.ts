import type Stripe from 'stripe';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { featuresOff, writtenFeatures } from './portal-features.ts';
import { checkWebAddress } from './web-address.ts';

type Configuration = Stripe.BillingPortal.Configuration;
type CreateParams = Stripe.BillingPortal.ConfigurationCreateParams;
type UpdateParams = Stripe.BillingPortal.ConfigurationUpdateParams;

/** The secret part of a login page's address. */
export interface PortalLogin {
  id: string;
  object: '_portal_login';
  configuration: string;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _portal_login: PortalLogin;
  }
}

/** @see https://docs.stripe.com/api/customer_portal/configurations/create */
export function createPortalConfiguration(tx: Tx, { params }: Call<CreateParams>): Configuration {
  return insertConfiguration(tx, { params, isDefault: false });
}

/** @see https://docs.stripe.com/api/customer_portal/configurations/update */
export function updatePortalConfiguration(tx: Tx, { params, path }: Call<UpdateParams, 'id'>): Configuration {
  const before = tx.get('billing_portal.configuration', path.id);
  if (params.active === false && before.is_default) {
    throw invalidRequest({ message: 'The default configuration cannot be deactivated.', param: 'active' });
  }
  checkAddresses(params);
  const configuration = tx.update('billing_portal.configuration', before.id, {
    active: params.active ?? before.active,
    business_profile: businessProfile(params.business_profile, before.business_profile),
    default_return_url: written(params.default_return_url, before.default_return_url),
    features: writtenFeatures(tx, params.features, before.features),
    login_page: loginPage(tx, { configuration: before, enabled: params.login_page?.enabled }),
    metadata: mergedMetadata(before.metadata, params.metadata),
    name: written(params.name, before.name),
    updated: tx.now(),
  });
  tx.emit('billing_portal.configuration.updated', configuration, before);
  return configuration;
}

/**
 * The account's default configuration, as if its settings page had been saved once: made when it is first asked for.
 * Everything a customer can do without being offered other plans is on.
 */
export function defaultPortalConfiguration(tx: Tx): Configuration {
  const existing = tx.list('billing_portal.configuration', { is_default: true })[0];
  if (existing) return existing;
  const features: CreateParams['features'] = {
    customer_update: { enabled: true, allowed_updates: ['email', 'name', 'address', 'phone', 'tax_id'] },
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
    subscription_cancel: {
      enabled: true,
      cancellation_reason: { enabled: true, options: featuresOff.subscription_cancel.cancellation_reason.options },
    },
  };
  return insertConfiguration(tx, { params: { features }, isDefault: true });
}

function insertConfiguration(tx: Tx, options: { params: CreateParams; isDefault: boolean }): Configuration {
  const { params, isDefault } = options;
  checkAddresses(params);
  const now = tx.now();
  const configuration = tx.insert('billing_portal.configuration', {
    id: tx.newId('bpc'),
    object: 'billing_portal.configuration',
    active: true,
    application: null,
    business_profile: businessProfile(params.business_profile, {
      headline: null,
      privacy_policy_url: null,
      terms_of_service_url: null,
    }),
    created: now,
    default_return_url: written(params.default_return_url, null),
    features: writtenFeatures(tx, params.features, featuresOff),
    is_default: isDefault,
    livemode: false,
    login_page: { enabled: false, url: null },
    metadata: mergedMetadata(null, params.metadata),
    name: written(params.name, null),
    updated: now,
  });
  const shown = { login_page: loginPage(tx, { configuration, enabled: params.login_page?.enabled }) };
  const created = tx.update('billing_portal.configuration', configuration.id, shown);
  tx.emit('billing_portal.configuration.created', created);
  return created;
}

/** The address of a login page lives as long as the page is on; switched on again, it gets another. */
function loginPage(
  tx: Tx,
  { configuration, enabled }: { configuration: Configuration; enabled: boolean | undefined },
): Configuration['login_page'] {
  const stored = configuration.login_page;
  if (enabled === undefined || enabled === stored.enabled) return stored;
  for (const old of tx.list('_portal_login', { configuration: configuration.id })) tx.remove('_portal_login', old.id);
  if (!enabled) return { enabled, url: null };
  const token = tx.newSecret('test', 24);
  tx.insert('_portal_login', { id: token, object: '_portal_login', configuration: configuration.id });
  return { enabled, url: tx.url(`/p/login/${token}`) };
}

function businessProfile(
  given: UpdateParams['business_profile'],
  stored: Configuration['business_profile'],
): Configuration['business_profile'] {
  return {
    headline: written(given?.headline, stored.headline),
    privacy_policy_url: written(given?.privacy_policy_url, stored.privacy_policy_url),
    terms_of_service_url: written(given?.terms_of_service_url, stored.terms_of_service_url),
  };
}

function checkAddresses(params: CreateParams | UpdateParams): void {
  const profile = params.business_profile;
  checkWebAddress(profile?.privacy_policy_url, 'business_profile[privacy_policy_url]');
  checkWebAddress(profile?.terms_of_service_url, 'business_profile[terms_of_service_url]');
  checkWebAddress(params.default_return_url, 'default_return_url');
}
