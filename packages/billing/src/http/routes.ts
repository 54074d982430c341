import { catalogRoutes } from '../catalog/routes.ts';
import type { Billing } from '../kernel/billing.ts';
import type { Api } from './api.ts';

type Routes = (server: Api, billing: Billing) => void | Promise<void>;

/** Every slice that answers over HTTP. */
const slices: readonly Routes[] = [catalogRoutes];

export async function mountRoutes(server: Api, billing: Billing): Promise<void> {
  for (const routes of slices) await routes(server, billing);
}
