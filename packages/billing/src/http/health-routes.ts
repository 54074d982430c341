import { sql } from 'kysely';
import type { Billing } from '../kernel/billing.ts';
import { schemaProblem } from '../kernel/migrate.ts';
import type { Api } from './api.ts';

/** `/healthz`: the process answers. `/readyz`: it can also work; red says why, for whoever looks after it. */
export function healthRoutes(server: Api, billing: Billing): void {
  const options = { schema: { hide: true }, config: { rateLimit: false as const }, logLevel: 'silent' as const };
  server.get('/healthz', options, () => ({ status: 'ok' }));
  server.get('/readyz', options, async (_request, reply) => {
    const problem = await readinessProblem(billing);
    if (problem === null) return { status: 'ok' };
    return reply.status(503).send({ status: 'unavailable', problem });
  });
}

async function readinessProblem(billing: Billing): Promise<string | null> {
  try {
    await sql`select 1`.execute(billing.db);
    return await schemaProblem(billing.database);
  } catch (error) {
    billing.log.error({ err: error }, 'the database does not answer');
    return 'The database does not answer, or its schema was never made.';
  }
}
