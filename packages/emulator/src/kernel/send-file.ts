import type { FastifyReply } from 'fastify';
import type { BinaryAnswer } from './binary-answer.ts';

/** A picture that can hold a script is shown without running it. */
const withoutScripts = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** Sends a file for a browser to show, as nothing but what it is called. */
export function sendFile(reply: FastifyReply, { type, bytes, filename }: BinaryAnswer): FastifyReply {
  if (type === 'image/svg+xml') reply.header('content-security-policy', withoutScripts);
  return reply
    .header('content-type', type)
    .header('content-disposition', dispositionOf(filename))
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'no-cache, no-store')
    .send(bytes instanceof Buffer ? bytes : Buffer.from(bytes));
}

/** `inline; filename="…"`, with the name in ASCII too, for browsers that know no other. */
function dispositionOf(filename: string): string {
  const plain = filename.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const exact = plain === filename ? '' : `; filename*=UTF-8''${encodeURIComponent(filename.toWellFormed())}`;
  return `inline; filename="${plain}"${exact}`;
}
