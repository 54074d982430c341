import { randomUUID } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import fastify, { LogController, type FastifyBaseLogger } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { BillingError } from '../kernel/errors.ts';
import type { Billing } from '../kernel/billing.ts';
import type { Access, Api } from './api.ts';
import { createAuthenticator, preferredLocale } from './authenticate.ts';
import { allowBrowserOrigins } from './browser-origins.ts';
import { documentApi } from './document-api.ts';
import { healthRoutes } from './health-routes.ts';
import { sendProblem } from './problem.ts';
import { mountRoutes } from './routes.ts';
import { secureHeaders } from './secure-headers.ts';
import { serveWebApp } from './serve-web-app.ts';

/**
 * The HTTP side of billing, not listening yet: `await server.listen({ port, host })`, `await server.close()`.
 *
 * @param webRoot A directory with the built web application; left out, only the API is served.
 * @param requestsPerMinute For one user, or one address where nobody is signed in. Webhooks are not counted.
 */
export async function createServer(
  billing: Billing,
  { webRoot, requestsPerMinute = 600 }: { webRoot?: string; requestsPerMinute?: number } = {},
): Promise<Api> {
  const logger: FastifyBaseLogger = billing.log;
  const server: Api = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * 1024,
    requestTimeout: 60_000,
    genReqId: () => `req_${randomUUID().replaceAll('-', '')}`,
  }).withTypeProvider<ZodTypeProvider>();
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler((error, request, reply) => sendProblem(billing, error, request, reply));
  server.decorateRequest('user', null);
  server.decorateRequest('rawBody', null);
  reportRequests(server, billing);
  // Before access is asked for, so that a refusal carries these headers too and the page can read it.
  allowBrowserOrigins(server, billing.settings.allowedOrigins);
  await secureHeaders(server, billing);
  requireAccess(server, billing);
  await server.register(underPressure, {
    // The embedded database works on this thread and holds it up; there, waiting is better than refusing.
    maxEventLoopDelay: billing.database.kind === 'pglite' ? 0 : 5000,
    maxEventLoopUtilization: 0,
    pressureHandler: () => {
      throw new BillingError('unavailable', 'Purser is busy. Try again in a few seconds.');
    },
  });
  await server.register(rateLimit, {
    max: requestsPerMinute,
    timeWindow: '1 minute',
    // After authentication: one person's requests count together, wherever they come from.
    hook: 'preHandler',
    keyGenerator: (request) => (request.user === null ? `address ${request.ip}` : `user ${request.user.id}`),
    errorResponseBuilder: (_request, { after }) =>
      new BillingError('rate_limited', `That was too many requests. Try again in ${after}.`),
  });
  await documentApi(server);
  healthRoutes(server, billing);
  await mountRoutes(server, billing);
  await serveWebApp(server, billing, { webRoot });
  return server;
}

/** One line for each request: the route's pattern and not the address, which may hold a session id or an e-mail. */
function reportRequests(server: Api, billing: Billing): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    // Answers are about one person; a route for everybody may say otherwise.
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store');
  });
  server.addHook('onResponse', async (request, reply) => {
    billing.log.info(
      {
        request_id: request.id,
        method: request.method,
        route: request.routeOptions.url ?? 'none',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
}

/** Every route says who may call it; one that does not say so keeps the server from starting. */
function requireAccess(server: Api, billing: Billing): void {
  const authenticate = createAuthenticator(billing);
  server.addHook('onRoute', (route) => {
    const isApi = route.url.startsWith('/api/');
    if (isApi && route.config?.access === undefined)
      throw new Error(`${String(route.method)} ${route.url} does not say who may call it: set config.access.`);
  });
  server.addHook('onRequest', async (request) => {
    const access: Access = request.routeOptions.config.access ?? 'public';
    if (access === 'public') return;
    const user = await authenticate(request.headers.authorization, preferredLocale(request.headers['accept-language']));
    if (access !== 'user' && !user.roles.includes(access.role))
      throw new BillingError('forbidden', `This needs the role "${access.role}".`);
    request.user = user;
  });
}
