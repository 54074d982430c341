import type { FastifyRequest } from 'fastify';

/** Who is asking, as the host application's token says. */
export interface User {
  readonly id: string;
  /** Null when the token says that the address is not verified: then it is nobody's yet. */
  readonly email: string | null;
  readonly name: string | null;
  readonly roles: readonly string[];
  readonly accountType: string;
  /** A language tag such as `de` or `pt-BR`, from the token or the browser. */
  readonly locale: string | null;
}

/** The user of a route whose access is not `public`. */
export function userOf(request: FastifyRequest): User {
  if (request.user === null) throw new Error('This route has no user: its access is public.');
  return request.user;
}
