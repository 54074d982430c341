import { catalogRoutes } from '../catalog/routes.ts';
import { checkoutRoutes } from '../checkout/routes.ts';
import { entitlementRoutes } from '../entitlements/routes.ts';
import { inboxRoutes } from '../inbox/routes.ts';
import type { Billing } from '../kernel/billing.ts';
import { portalRoutes } from '../portal/routes.ts';
import { sandboxRoutes } from '../sandbox/routes.ts';
import { subscriptionRoutes } from '../subscriptions/routes.ts';
import type { Api } from './api.ts';

type Routes = (server: Api, billing: Billing) => void | Promise<void>;

/** Every slice that answers over HTTP. */
const slices: readonly Routes[] = [
  catalogRoutes,
  checkoutRoutes,
  portalRoutes,
  subscriptionRoutes,
  entitlementRoutes,
  inboxRoutes,
  sandboxRoutes,
];

export async function mountRoutes(server: Api, billing: Billing): Promise<void> {
  for (const routes of slices) await routes(server, billing);
}
