import type { FastifyInstance } from 'fastify';

/** What Stripe answers with, so that Stripe.js may ask from any page. Who asks is a matter of keys and client secrets. */
export const crossOriginHeaders = {
  'access-control-allow-credentials': 'true',
  'access-control-allow-methods': 'GET, HEAD, PUT, PATCH, POST, DELETE',
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'Request-Id, Stripe-Manage-Version, Stripe-Should-Retry, X-Stripe-External-Auth-Required, X-Stripe-Privileged-Session-Required',
  'access-control-max-age': '300',
  vary: 'Origin',
};

/** Answers a browser that asks whether a page may call the API: with an `Authorization` header it always asks first. */
export function servePreflights(app: FastifyInstance): void {
  for (const path of ['/v1/*', '/v2/*']) {
    app.options(path, (request, reply) =>
      reply
        .headers(crossOriginHeaders)
        .header('access-control-allow-headers', request.headers['access-control-request-headers'] ?? 'Authorization')
        .send(),
    );
  }
}
