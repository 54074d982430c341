import type { FastifyReply } from 'fastify';
import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { accountBrand } from '../brand.ts';
import { closedPage } from '../closed-page.ts';
import { sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { canLogIn, findPortalVisit, isVisitStale, noteVisit } from './portal-access.ts';
import type { PortalVisit } from './portal-access.ts';

/** Opens a visit for one request, and notes that it was used; answers with the closed page when there is none. */
export async function openVisit(kernel: PagesKernel, token: string, reply: FastifyReply): Promise<PortalVisit | null> {
  const visit = kernel.read((tx) => findPortalVisit(tx, token));
  if (!visit) {
    if (kernel.read((tx) => canLogIn(tx, token))) {
      reply.redirect(`/p/session/${token}/login`, 303);
      return null;
    }
    const text = 'For your safety, a link to the billing pages works for a short while only. Ask for a new one.';
    sendPage(reply, closedPage({ brand: kernel.read(accountBrand), title: 'This link has expired', text }), 404);
    return null;
  }
  if (kernel.read((tx) => isVisitStale(tx, token))) await kernel.write((tx) => noteVisit(tx, token));
  return visit;
}

/** A subscription of the visitor; anybody else's is as good as none. */
export function ownSubscription(tx: Tx, visit: PortalVisit, id: string): Stripe.Subscription | undefined {
  const subscription = tx.find('subscription', id);
  const isOwn = subscription !== undefined && idOf(subscription.customer) === visit.customer.id;
  return isOwn && subscription.status !== 'canceled' && subscription.status !== 'incomplete_expired'
    ? subscription
    : undefined;
}

/** What the pages say after something was done; links carry the name, never the sentence. */
export const notices: Record<string, string> = {
  'card-saved': 'Your new card is saved.',
  'account-saved': 'Your bank account is saved.',
  'plan-changed': 'Your plan has changed.',
  'plan-scheduled': 'Your plan changes at the end of the period.',
  'plan-paused': 'Your plan is paused.',
  'plan-resumed': 'Your plan goes on.',
  'resume-unpaid': 'Your plan goes on as soon as the open invoice is paid.',
  'plan-cancelled': 'Your cancellation is noted.',
  'plan-kept': 'Your plan goes on. Nothing is cancelled.',
  'offer-accepted': 'Your plan goes on with the discount.',
  'details-saved': 'Your billing information is saved.',
};

export function noticeText(name: unknown): string | null {
  return (typeof name === 'string' ? notices[name] : undefined) ?? null;
}

/** Where a person goes once something is done: to the first page, or where the link's flow says. */
export function afterDone(visit: PortalVisit, notice: string): string {
  const completion = visit.session.flow?.after_completion;
  if (completion?.type === 'redirect' && completion.redirect) return completion.redirect.return_url;
  if (completion?.type === 'hosted_confirmation') return `${visit.path}/done?notice=${notice}`;
  return `${visit.path}/home?notice=${notice}`;
}
