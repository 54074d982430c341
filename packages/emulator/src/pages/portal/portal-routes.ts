import type { FastifyInstance } from 'fastify';
import { closedPage } from '../closed-page.ts';
import { sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { mountCancel } from './cancel-routes.ts';
import { mountCard } from './card-routes.ts';
import { mountChangePlan } from './change-plan-routes.ts';
import { mountDetails } from './details-routes.ts';
import { homePage, INVOICES_SHOWN } from './home-page.ts';
import { mountLogin } from './login-routes.ts';
import { mountPause } from './pause-routes.ts';
import type { PortalVisit } from './portal-access.ts';
import { noticeText, openVisit } from './portal-request.ts';

export interface PortalRoute {
  Params: { token: string };
  Querystring: { notice?: unknown; invoices?: unknown };
}

/** Where a customer looks after a subscription alone. */
export function mountPortal(server: FastifyInstance, kernel: PagesKernel): void {
  server.get<PortalRoute>('/p/session/:token', async (request, reply) => {
    const visit = await openVisit(kernel, request.params.token, reply);
    if (!visit) return reply;
    return reply.redirect(visit.session.flow ? flowPath(visit) : `${visit.path}/home`, 303);
  });

  server.get<PortalRoute>('/p/session/:token/home', async (request, reply) => {
    const visit = await openVisit(kernel, request.params.token, reply);
    if (!visit) return reply;
    return sendPage(
      reply,
      kernel.read((tx) => {
        const { notice, invoices } = request.query;
        return homePage(tx, visit, { notice: noticeText(notice), invoices: invoicesShown(invoices) });
      }),
    );
  });

  server.get<PortalRoute>('/p/session/:token/done', async (request, reply) => {
    const visit = await openVisit(kernel, request.params.token, reply);
    if (!visit) return reply;
    const message = visit.session.flow?.after_completion.hosted_confirmation?.custom_message;
    const back = visit.session.return_url;
    const page = closedPage({
      brand: visit.brand,
      title: "You're all done",
      text: message ?? noticeText(request.query.notice) ?? 'Everything is saved.',
      link: back ? { href: back, label: `Return to ${visit.brand.name}` } : null,
    });
    return sendPage(reply, page);
  });

  mountLogin(server, kernel);
  mountCard(server, kernel);
  mountChangePlan(server, kernel);
  mountCancel(server, kernel);
  mountPause(server, kernel);
  mountDetails(server, kernel);
}

/** As many as the address asks for, within reason. */
function invoicesShown(asked: unknown): number {
  const count = Number(asked ?? INVOICES_SHOWN);
  return Number.isInteger(count) && count >= INVOICES_SHOWN && count <= 1000 ? count : INVOICES_SHOWN;
}

/** The page of the one thing that a link is for. */
function flowPath({ path, session }: PortalVisit): string {
  const flow = session.flow;
  switch (flow?.type) {
    case 'payment_method_update':
      return `${path}/payment-method`;
    case 'customer_update':
      return `${path}/details`;
    case 'subscription_cancel':
      return `${path}/subscriptions/${flow.subscription_cancel?.subscription}/cancel`;
    case 'subscription_pause':
      return `${path}/subscriptions/${flow.subscription_pause?.subscription}/pause`;
    case 'subscription_update':
      return `${path}/subscriptions/${flow.subscription_update?.subscription}/change`;
    case 'subscription_update_confirm': {
      const [item] = flow.subscription_update_confirm?.items ?? [];
      const query = new URLSearchParams();
      if (item?.price) query.set('price', item.price);
      if (item?.quantity !== undefined) query.set('quantity', String(item.quantity));
      return `${path}/subscriptions/${flow.subscription_update_confirm?.subscription}/preview?${query}`;
    }
    default:
      return `${path}/home`;
  }
}
