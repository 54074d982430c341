import type { FastifyInstance, FastifyReply } from 'fastify';
import type Stripe from 'stripe';
import { isOver } from '../../billing-cycle/subscription-status.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newPortalSession } from '../../resources/billing_portal/create-portal-session.ts';
import { accountBrand } from '../brand.ts';
import { closedPage } from '../closed-page.ts';
import { sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { postedForm } from '../posted-form.ts';
import { loginPage, sentPage } from './login-page.ts';
import { canLogIn, expiredSession } from './portal-access.ts';
import type { PortalRoute } from './portal-routes.ts';

/** Who may get a link by this page, and what the link is for. */
interface Door {
  text: string;
  open: (tx: Tx, email: string) => Stripe.BillingPortal.SessionCreateParams | undefined;
}

/** The page of a configuration, and the one that follows a link that has run out. */
export function mountLogin(server: FastifyInstance, kernel: PagesKernel): void {
  const doors: [string, (tx: Tx, token: string) => Door | undefined][] = [
    ['/p/login/:token', doorOfConfiguration],
    ['/p/session/:token/login', doorOfSession],
  ];
  for (const [address, doorOf] of doors) {
    server.get<PortalRoute>(address, async (request, reply) => {
      const door = kernel.read((tx) => doorOf(tx, request.params.token));
      return door
        ? showLogin(kernel, { door, path: request.url, email: '', mistake: null }, reply)
        : closed(kernel, reply);
    });

    server.post<PortalRoute>(address, async (request, reply) => {
      const door = kernel.read((tx) => doorOf(tx, request.params.token));
      if (!door) return closed(kernel, reply);
      const email = postedForm(request).email?.trim() ?? '';
      if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
        return showLogin(kernel, { door, path: request.url, email, mistake: 'Your email is incomplete.' }, reply);
      }
      const link = await kernel.write((tx) => {
        const params = door.open(tx, email);
        return params ? newPortalSession(tx, params).url : null;
      });
      return sendPage(reply, sentPage({ brand: kernel.read(accountBrand), email, link }));
    });
  }
}

function showLogin(
  kernel: PagesKernel,
  { door, path, email, mistake }: { door: Door; path: string; email: string; mistake: string | null },
  reply: FastifyReply,
): FastifyReply {
  const brand = kernel.read(accountBrand);
  return sendPage(reply, loginPage({ brand, action: path, text: door.text, email, mistake }));
}

function closed(kernel: PagesKernel, reply: FastifyReply): FastifyReply {
  const page = closedPage({
    brand: kernel.read(accountBrand),
    title: 'This page is not available',
    text: 'Ask for a new link to your billing pages.',
  });
  return sendPage(reply, page, 404);
}

function hasEmail(customer: Stripe.Customer | undefined, email: string): customer is Stripe.Customer {
  return customer?.email?.toLowerCase() === email.toLowerCase();
}

/** Of several customers with one address the newest with a subscription that goes on, else the newest. */
function customerWith(tx: Tx, email: string): Stripe.Customer | undefined {
  const all = tx.list('customer').filter((customer) => hasEmail(customer, email));
  const subscribed = all.find(({ id }) => tx.list('subscription', { customer: id }).some((each) => !isOver(each)));
  return subscribed ?? all[0];
}

function doorOfConfiguration(tx: Tx, token: string): Door | undefined {
  const configuration = tx.find('billing_portal.configuration', tx.find('_portal_login', token)?.configuration);
  if (!configuration?.login_page.enabled || !configuration.active) return undefined;
  return {
    text: 'Enter the email that you subscribed with, and we send you a link.',
    open: (now, email) => {
      const customer = customerWith(now, email);
      return customer && { customer: customer.id, configuration: configuration.id };
    },
  };
}

function doorOfSession(tx: Tx, token: string): Door | undefined {
  const session = expiredSession(tx, token);
  if (!session || !canLogIn(tx, token)) return undefined;
  return {
    text: 'Your link has expired. Enter your email, and we send you a new one.',
    open: (now, email) => {
      if (!hasEmail(now.find('customer', session.customer), email)) return undefined;
      return {
        customer: session.customer,
        configuration: idOf(session.configuration),
        ...(session.return_url === null ? {} : { return_url: session.return_url }),
      };
    },
  };
}
