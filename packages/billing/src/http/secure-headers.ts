import helmet from '@fastify/helmet';
import type { Billing } from '../kernel/billing.ts';
import type { Api } from './api.ts';

/**
 * A policy under which an Angular application works without `unsafe-inline`: its styles carry the nonce that
 * `serve-web-app.ts` writes into the page. Stripe's origins are those of its own guide.
 * @see https://docs.stripe.com/security/guide#content-security-policy
 */
export async function secureHeaders(server: Api, { settings }: Billing): Promise<void> {
  const isSecure = settings.frontendUrl.startsWith('https:');
  await server.register(helmet, {
    enableCSPNonces: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'", 'https://js.stripe.com', 'https://*.js.stripe.com'],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'https://*.stripe.com'],
        'font-src': ["'self'"],
        'connect-src': ["'self'", 'https://api.stripe.com'],
        'frame-src': ["'self'", 'https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
        'object-src': ["'none'"],
        'base-uri': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'self'"],
        'require-trusted-types-for': ["'script'"],
        'trusted-types': ['angular', 'angular#bundler', 'angular#unsafe-bypass', "'allow-duplicates'"],
        ...(isSecure ? { 'upgrade-insecure-requests': [] } : {}),
      },
    },
    strictTransportSecurity: isSecure ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
    // Stripe's pages are opened by navigation and report nothing to an opener; other windows may not reach into ours.
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  });
}
