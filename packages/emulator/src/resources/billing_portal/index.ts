import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { createPortalSession } from './create-portal-session.ts';
import { createPortalConfiguration, updatePortalConfiguration } from './portal-configuration.ts';

export { whyPlanCannotSwitch } from './portal-flow-subscription.ts';
export type { PortalAccess } from './create-portal-session.ts';

export const billingPortalConfigurations = resource('billing_portal.configuration', {
  indexes: ['is_default'],
  operations: {
    'POST /v1/billing_portal/configurations': createPortalConfiguration,
    'GET /v1/billing_portal/configurations': list('billing_portal.configuration', { filter: ['active', 'is_default'] }),
    'GET /v1/billing_portal/configurations/:id': retrieve('billing_portal.configuration'),
    'POST /v1/billing_portal/configurations/:id': updatePortalConfiguration,
  },
});

export const billingPortalSessions = resource('billing_portal.session', {
  operations: { 'POST /v1/billing_portal/sessions': createPortalSession },
});

/** The secret addresses of sessions. */
export const portalAccess = resource('_portal_access', {});

/** The secret addresses of login pages. */
export const portalLogins = resource('_portal_login', { indexes: ['configuration'] });
