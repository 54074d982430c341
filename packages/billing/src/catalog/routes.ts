import { CatalogView } from '@purser/contract';
import type { Api } from '../http/api.ts';
import type { Billing } from '../kernel/billing.ts';
import { catalogView } from './catalog-view.ts';

/** The pricing page's facts, for anybody. They change only with a restart, so the answer is made once. */
export function catalogRoutes(server: Api, { catalog, settings }: Billing): void {
  const view = catalogView(catalog, { isSandbox: settings.sandbox });
  server.get(
    '/api/payments/catalog',
    {
      config: { access: 'public' },
      schema: { tags: ['Catalog'], summary: 'What is for sale', response: { 200: CatalogView } },
    },
    async (_request, reply) => {
      void reply.header('cache-control', 'public, max-age=60');
      return view;
    },
  );
}
