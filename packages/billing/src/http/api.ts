import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { User } from './user.ts';

/** The server as slices see it: schemas are Zod's, and every route says who may call it. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/**
 * Who may call a route. `public`: anybody. `user`: whoever shows a valid token, for themselves only.
 * A route without `config.access` does not start.
 */
export type Access = 'public' | 'user' | { readonly role: string };

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Set on routes with an access other than `public`; read it through `userOf`. */
    user: User | null;
    /** The body's bytes as they came, on routes that verify a signature. */
    rawBody: Buffer | null;
  }
}
