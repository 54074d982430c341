import { Problem, SandboxAdvance, SandboxLogin, SandboxMailbox, SandboxState, SandboxToken } from '@purser/contract';
import type { Api } from '../http/api.ts';
import type { Billing } from '../kernel/billing.ts';
import { BillingError } from '../kernel/errors.ts';
import { listKeptMail } from '../notifications/index.ts';
import { planAdvance } from './plan-advance.ts';
import { issueSandboxToken } from './sandbox-token.ts';

const access = { access: 'public' } as const;
const tags = ['Sandbox'];

/** `/api/sandbox/…`: signing in as anybody, the mailbox, moving time. It does not exist beside a Stripe key. */
export function sandboxRoutes(server: Api, billing: Billing): void {
  if (!billing.settings.sandbox) return;

  server.post(
    '/api/sandbox/login',
    {
      config: access,
      schema: { tags, summary: 'Be somebody', body: SandboxLogin, response: { 200: SandboxToken, 400: Problem } },
    },
    async (request) => ({ token: await issueSandboxToken(billing, request.body) }),
  );

  server.get(
    '/api/sandbox',
    { config: access, schema: { tags, summary: 'Clock and people', response: { 200: SandboxState } } },
    async () => stateOf(billing),
  );

  server.get(
    '/api/sandbox/mail',
    { config: access, schema: { tags, summary: 'The mailbox, newest first', response: { 200: SandboxMailbox } } },
    async () => {
      const mail = await listKeptMail(billing.db);
      return { mail: mail.map(({ sentAt, ...rest }) => ({ ...rest, sent_at: sentAt.toISOString() })) };
    },
  );

  server.post(
    '/api/sandbox/advance',
    {
      config: access,
      schema: {
        tags,
        summary: 'Let time pass, for Stripe and for us',
        description: 'Answers when all that fell due on the way has happened: renewals, retries, mails.',
        body: SandboxAdvance,
        response: { 200: SandboxState, 400: Problem, 503: Problem },
      },
    },
    async (request) => {
      if (billing.sandbox === undefined) {
        throw new BillingError(
          'unavailable',
          'This process does not hold the clock. Move it where `purser start` runs.',
        );
      }
      await billing.sandbox.advance(planAdvance(billing.clock.now(), request.body));
      return stateOf(billing);
    },
  );
}

function stateOf({ sandbox, clock }: Billing): SandboxState {
  return {
    now: clock.now().toISOString(),
    users: (sandbox?.users ?? []).map(({ id, roles, ...user }) => ({ user_id: id, ...user, roles: [...roles] })),
    emulator_url: sandbox?.emulatorUrl ?? null,
  };
}
