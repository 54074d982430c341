import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { Api } from './api.ts';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

/** `/openapi.json` from the routes' own schemas, and a page that shows it at `/docs`, from files of this machine. */
export async function documentApi(server: Api): Promise<void> {
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Purser',
        version: '0.1.0',
        description: 'Subscription billing on Stripe. Refusals are application/problem+json with a documented code.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: (route) => {
      const access = route.route.config?.access;
      const transformed = jsonSchemaTransform(route);
      if (access === undefined || access === 'public') return transformed;
      return { ...transformed, schema: { ...transformed.schema, security: [{ token: [] }] } };
    },
    transformObject: jsonSchemaTransformObject,
  });
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    // The page's own policy: it styles itself inline and builds its content by script, which ours forbids.
    staticCSP: true,
    transformStaticCSP: (policy) => policy.replace(/upgrade-insecure-requests;?/, ''),
  });
  server.get('/openapi.json', { schema: { hide: true }, config: { rateLimit: false } }, () => server.swagger());
}
