import { Account, Problem } from '@purser/contract';
import type { Api } from '../http/api.ts';
import { userOf } from '../http/user.ts';
import type { Billing } from '../kernel/billing.ts';
import { readAccount } from './read-account.ts';

export function entitlementRoutes(server: Api, billing: Billing): void {
  server.get(
    '/api/payments/account',
    {
      config: { access: 'user' },
      schema: {
        summary: 'Plan, renewal, card and what may be used, of whoever asks',
        response: { 200: Account, default: Problem },
      },
    },
    (request) => readAccount(billing, userOf(request)),
  );
}
