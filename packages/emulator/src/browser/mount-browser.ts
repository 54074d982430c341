import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendFramedPage } from '../pages/page-document.ts';
import type { PagesKernel } from '../pages/pages-kernel.ts';
import { challengeDocument, elementDocument, elementTypes } from './element-document.ts';
import { joinModules } from './join-modules.ts';

const frameScripts = ['card-frame', 'challenge-frame', 'checkout-form-frame', 'contact-frame', 'payment-frame'];

/** What a shop's page takes from `js.stripe.com` at Stripe: the script, and the frames that it opens. */
export function mountBrowser(server: FastifyInstance, kernel: PagesKernel): void {
  const script = onceRead(() => joinModules(new URL('stripe-js/stripe.js', import.meta.url)));
  server.get('/endive/stripe.js', async (request, reply) =>
    sendAsset(reply, 'text/javascript', (await script()).replace('%EMULATOR_ORIGIN%', originFor(kernel, request))),
  );
  for (const name of frameScripts) {
    const frameScript = onceRead(() => joinModules(new URL(`frames/${name}.js`, import.meta.url)));
    server.get(`/endive/${name}.js`, async (_request, reply) =>
      sendAsset(reply, 'text/javascript', await frameScript()),
    );
  }
  const styles = onceRead(() => readFile(new URL('frames/element.css', import.meta.url), 'utf8'));
  server.get('/endive/element.css', async (_request, reply) => sendAsset(reply, 'text/css', await styles()));
  for (const type of elementTypes) {
    server.get(`/endive/elements/${type}`, (_request, reply) =>
      sendFramedPage(reply, elementDocument(type, { now: kernel.read((tx) => tx.now()) })),
    );
  }
  server.get<{ Querystring: { intent?: unknown } }>('/endive/three-ds-2-challenge', (request, reply) => {
    const { intent } = request.query;
    return sendFramedPage(reply, challengeDocument(typeof intent === 'string' ? encodeURIComponent(intent) : ''));
  });
}

/** Reads at the first need, so that an emulator without a browser reads nothing. */
function onceRead(read: () => Promise<string>): () => Promise<string> {
  let reading: Promise<string> | undefined;
  return () => (reading ??= read());
}

function sendAsset(reply: FastifyReply, type: string, text: string): FastifyReply {
  return reply
    .header('content-type', `${type}; charset=utf-8`)
    .header('cache-control', 'no-cache')
    .header('access-control-allow-origin', '*')
    .send(text);
}

/** The address by which the browser came; the emulator's own when it believes to speak with Stripe. */
function originFor(kernel: PagesKernel, { headers }: FastifyRequest): string {
  const host = headers.host ?? '';
  const isOwn = /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host) && !/(^|\.)stripe\.com(:\d+)?$/i.test(host);
  return isOwn ? `http://${host}` : kernel.read((tx) => tx.url(''));
}
