import type { Api } from './api.ts';

/**
 * Lets web pages of the allowed origins call the API. No cookies are used, so nothing but the token says who asks, and a
 * page of another origin has none.
 */
export function allowBrowserOrigins(server: Api, allowedOrigins: readonly string[]): void {
  server.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined || !request.url.startsWith('/api/')) return;
    reply.header('vary', 'Origin');
    if (!allowedOrigins.includes(origin)) return;
    reply.header('access-control-allow-origin', origin);
    reply.header('access-control-expose-headers', 'x-request-id');
    if (request.method !== 'OPTIONS') return;
    reply.header('access-control-allow-methods', 'GET, POST');
    reply.header('access-control-allow-headers', 'authorization, content-type');
    reply.header('access-control-max-age', '7200');
    return reply.status(204).send();
  });
  // Preflights need a route, or the hook would run for a 404.
  server.options('/api/*', { config: { access: 'public' }, schema: { hide: true } }, (_request, reply) =>
    reply.status(204).send(),
  );
}
