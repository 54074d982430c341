import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Tx } from '../../kernel/tx.ts';
import { recoverSession } from '../../resources/checkout/recover-session.ts';
import { followPaymentLink } from '../../resources/payment_links/follow-payment-link.ts';
import type { LinkQuery } from '../../resources/payment_links/follow-payment-link.ts';
import { accountBrand } from '../brand.ts';
import { closedPage } from '../closed-page.ts';
import { sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';

/** Addresses that open a new session each time: payment links, and the recovery of a session that expired. */
export function mountLinks(server: FastifyInstance, kernel: PagesKernel): void {
  server.get<{ Params: { link: string }; Querystring: LinkQuery }>('/b/:link', async (request, reply) => {
    const { link: id } = request.params;
    const link = kernel.read((tx) => tx.find('payment_link', id));
    if (!link)
      return closed(kernel, reply, { status: 404, title: 'Page not found', text: 'The link may be incomplete.' });
    const session = await kernel.write((tx) => followPaymentLink(tx, link, request.query));
    if (session) return reply.redirect(`/c/pay/${session.id}`, 303);
    const text = link.inactive_message ?? 'Ask whoever gave you this link for a new one.';
    return closed(kernel, reply, { status: 410, title: 'This link is no longer active', text });
  });

  server.get<{ Params: { session: string } }>('/r/:session', async (request, reply) => {
    const session = await kernel.write((tx) => recovered(tx, request.params.session));
    if (session) return reply.redirect(`/c/pay/${session}`, 303);
    const text = 'The offer has run out. Nothing was charged.';
    return closed(kernel, reply, { status: 410, title: 'This link has expired', text });
  });
}

function recovered(tx: Tx, id: string): string | null {
  const expired = tx.find('checkout.session', id);
  return (expired && recoverSession(tx, expired)?.id) ?? null;
}

function closed(
  kernel: PagesKernel,
  reply: FastifyReply,
  { status, title, text }: { status: number; title: string; text: string },
): FastifyReply {
  return sendPage(reply, closedPage({ brand: kernel.read(accountBrand), title, text }), status);
}
