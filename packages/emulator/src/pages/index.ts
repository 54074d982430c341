import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { mountBrowser } from '../browser/mount-browser.ts';
import type { Tx } from '../kernel/tx.ts';
import { accountBrand, plainBrand } from './brand.ts';
import { mountCheckoutForm } from './checkout/checkout-form-routes.ts';
import { mountCheckout } from './checkout/checkout-routes.ts';
import { mountLinks } from './checkout/link-routes.ts';
import { closedPage } from './closed-page.ts';
import { mountDocuments } from './documents/document-routes.ts';
import { mountFileLinks } from './file-link/file-link-routes.ts';
import { mountInvoice } from './invoice/invoice-routes.ts';
import { mountPageAssets } from './page-assets.ts';
import { sendPage } from './page-document.ts';
import type { PagesKernel } from './pages-kernel.ts';
import { mountPortal } from './portal/portal-routes.ts';
import { mountReceipts } from './receipt/receipt-routes.ts';
import { mountChallenge } from './three-d-secure/challenge-routes.ts';

export interface PagesOptions {
  kernel: { transact<T>(work: (tx: Tx) => T): Promise<T>; read<T>(look: (tx: Tx) => T): T };
  webhooks: { delivered(): Promise<void> };
  /** Told of what must never happen. Never of what a person typed. */
  onFailure: (error: unknown) => void;
}

/** Where these pages live: an address there that none of them answers gets a page too. */
const closedPaths = ['/b/*', '/c/*', '/r/*', '/3ds/*', '/p/*', '/i/*', '/links/*', '/receipts/*', '/credit_notes/*'];

/** What people see: Checkout, the portal, the hosted invoice, receipts, printed documents, the 3-D Secure challenge, the frames of Stripe.js. */
export function mountPages(server: FastifyInstance, options: PagesOptions): void {
  const { kernel, webhooks, onFailure } = options;
  const pagesKernel: PagesKernel = {
    write: (run) => kernel.transact(run),
    read: (look) => kernel.read(look),
    delivered: ({ timeoutMs }) => withinTime(webhooks.delivered(), timeoutMs),
  };
  // A scope of its own: the API's handlers keep the body of a refused request, and here that may hold a card number.
  void server.register(async (scope) => {
    scope.setErrorHandler<FastifyError>((error, _request, reply) => answerFailure(error, reply));
    for (const path of closedPaths) {
      scope.all(path, (_request, reply) => {
        const text = 'The link may be incomplete.';
        return sendPage(reply, closedPage({ brand: kernel.read(accountBrand), title: 'Page not found', text }), 404);
      });
    }
    mountPageAssets(scope);
    mountCheckout(scope, pagesKernel);
    mountCheckoutForm(scope, pagesKernel);
    mountLinks(scope, pagesKernel);
    mountChallenge(scope, pagesKernel);
    mountInvoice(scope, pagesKernel);
    mountReceipts(scope, pagesKernel);
    mountDocuments(scope, pagesKernel);
    mountFileLinks(scope, pagesKernel);
    mountPortal(scope, pagesKernel);
    mountBrowser(scope, pagesKernel);
  });

  function answerFailure(error: FastifyError, reply: FastifyReply): FastifyReply {
    const status = error.statusCode ?? 500;
    if (status >= 500) onFailure(error);
    const text = 'The page could not be made. Nothing was charged by this attempt; try again in a moment.';
    return sendPage(reply, closedPage({ brand: plainBrand('Sandbox'), title: 'Something went wrong', text }), status);
  }
}

/** Waits in real time, since webhooks travel in real time. */
async function withinTime(work: Promise<void>, timeoutMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMs);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
