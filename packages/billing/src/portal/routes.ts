import { CreatePortalSession, PortalSessionCreated, Problem } from '@purser/contract';
import type { Api } from '../http/api.ts';
import { userOf } from '../http/user.ts';
import type { Billing } from '../kernel/billing.ts';
import { createPortalSession } from './create-portal-session.ts';

export function portalRoutes(server: Api, billing: Billing): void {
  server.post(
    '/api/payments/create-portal-session',
    {
      config: { access: 'user', rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        summary: 'Open Stripe’s customer portal',
        body: CreatePortalSession,
        response: { 200: PortalSessionCreated, default: Problem },
      },
    },
    async (request) => {
      const { id: userId } = userOf(request);
      const { portalUrl } = await createPortalSession(billing, { userId, returnUrl: request.body.return_url });
      return { portal_url: portalUrl };
    },
  );
}
