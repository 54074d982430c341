import { readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Emulator } from '../create-emulator.ts';
import { invalidRequest } from '../kernel/errors.ts';
import { inspectPage, objectsPage } from './inspect-page.ts';

const daySeconds = 86_400;
const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** `/_emulator`: a page to look inside, with the clock and a way to send events again. */
export function mountInspection(app: FastifyInstance, emulator: Emulator): void {
  const stylesheet = readFileSync(new URL('./inspect.css', import.meta.url), 'utf8');
  app.get('/_emulator/inspect.css', (_request, reply) => reply.type('text/css; charset=utf-8').send(stylesheet));
  app.get('/_emulator', async (_request, reply) => sendInspection(reply, await inspectPage(emulator)));
  app.get<{ Params: { kind: string } }>('/_emulator/objects/:kind', async (request, reply) => {
    const { kind } = request.params;
    if (kind.startsWith('_'))
      throw invalidRequest({ message: 'What starts with _ is the emulator’s own.', status: 404 });
    return sendInspection(reply, await objectsPage(emulator, kind));
  });
  app.post('/_emulator/inspect/advance', async (request, reply) => {
    const days = Number(field(request.body, 'days'));
    if (!(days >= 0 && days <= 3660))
      throw invalidRequest({ message: 'days is a number from 0 to 3660', param: 'days' });
    await emulator.advance({ seconds: Math.round(days * daySeconds) });
    return reply.redirect('/_emulator', 303);
  });
  app.post('/_emulator/inspect/replay', async (request, reply) => {
    await emulator.replay(field(request.body, 'event'));
    return reply.redirect('/_emulator', 303);
  });
}

function sendInspection(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', contentSecurityPolicy)
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
    .send(page);
}

function field(body: unknown, name: string): string {
  return new URLSearchParams(typeof body === 'string' ? body : '').get(name) ?? '';
}
