import type { FastifyInstance, FastifyReply } from 'fastify';
import type Stripe from 'stripe';
import { StripeError } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { whyPlanCannotSwitch } from '../../resources/billing_portal/index.ts';
import { switchPlanFromPortal } from '../../resources/subscriptions/from-portal.ts';
import { scheduleSwitchFromPortal } from '../../resources/subscriptions/portal-schedule.ts';
import { refusalText } from '../card-payment.ts';
import type { FormValues } from '../form-fields.ts';
import { sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { postedForm } from '../posted-form.ts';
import type { SubscriptionRoute } from './cancel-routes.ts';
import { changePlanPage, previewPage, waitingPage } from './change-plan-page.ts';
import { readPlanChoice } from './offered-prices.ts';
import type { PostedChoice } from './offered-prices.ts';
import type { PortalVisit } from './portal-access.ts';
import { afterDone, openVisit, ownSubscription } from './portal-request.ts';
import { previewSwitch } from './preview-switch.ts';
import { isSetToCancel } from './subscription-view.ts';
import { switchOptions } from './switch-options.ts';

interface PreviewRoute extends SubscriptionRoute {
  Querystring: { price?: string; quantity?: string; promotionCode?: string };
}

/** Another plan: choose, see what it costs, confirm. */
export function mountChangePlan(server: FastifyInstance, kernel: PagesKernel): void {
  const root = '/p/session/:token/subscriptions/:subscription';

  server.get<SubscriptionRoute>(`${root}/change`, async (request, reply) => {
    const visit = await openVisit(kernel, request.params.token, reply);
    if (!visit) return reply;
    return showChoice(kernel, visit, { id: request.params.subscription, alert: null }, reply);
  });

  server.get<PreviewRoute>(`${root}/preview`, async (request, reply) => {
    const visit = await openVisit(kernel, request.params.token, reply);
    if (!visit) return reply;
    const { subscription: id } = request.params;
    return showPreview(kernel, visit, { id, posted: request.query, alert: null }, reply);
  });

  server.post<SubscriptionRoute>(`${root}/change`, async (request, reply) => {
    const visit = await openVisit(kernel, request.params.token, reply);
    if (!visit) return reply;
    const { subscription: id } = request.params;
    const posted = postedForm(request);
    const done = await kernel
      .write((tx) => change(tx, visit, { id, posted }))
      .then(
        (next) => ({ next }),
        (error: unknown) => ({ alert: refusalText(error) }),
      );
    if ('next' in done) return reply.redirect(done.next, 303);
    return showPreview(kernel, visit, { id, posted, alert: done.alert }, reply);
  });
}

function switchable(tx: Tx, visit: PortalVisit, id: string): Stripe.Subscription | undefined {
  const subscription = ownSubscription(tx, visit, id);
  const isOffered = visit.configuration.features.subscription_update.enabled;
  if (!subscription || !isOffered || isSetToCancel(subscription)) return undefined;
  return whyPlanCannotSwitch(subscription) === null ? subscription : undefined;
}

function showChoice(
  kernel: PagesKernel,
  visit: PortalVisit,
  { id, alert }: { id: string; alert: string | null },
  reply: FastifyReply,
): FastifyReply {
  const page = kernel.read((tx) => {
    const subscription = switchable(tx, visit, id);
    return subscription && changePlanPage(tx, visit, { subscription, alert });
  });
  return page ? sendPage(reply, page) : reply.redirect(`${visit.path}/home`, 303);
}

interface PreviewRequest {
  id: string;
  posted: PostedChoice;
  alert: string | null;
}

function showPreview(
  kernel: PagesKernel,
  visit: PortalVisit,
  { id, posted, alert }: PreviewRequest,
  reply: FastifyReply,
): FastifyReply {
  try {
    const page = kernel.read((tx) => {
      const subscription = switchable(tx, visit, id);
      if (!subscription) return undefined;
      const choice = readPlanChoice(tx, visit.configuration, { subscription, posted });
      if ('refusal' in choice) return changePlanPage(tx, visit, { subscription, alert: choice.refusal });
      if (choice.waits) return waitingPage(tx, visit, { subscription, choice, alert });
      const prorationDate = tx.now(subscription);
      const preview = previewSwitch(tx, switchOptions(visit, { subscription, choice, prorationDate }));
      return previewPage(tx, visit, { subscription, choice, preview, prorationDate, alert });
    });
    return page ? sendPage(reply, page) : reply.redirect(`${visit.path}/home`, 303);
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    return showChoice(kernel, visit, { id, alert: refusalText(error) }, reply);
  }
}

function change(tx: Tx, visit: PortalVisit, { id, posted }: { id: string; posted: FormValues }): string {
  const subscription = switchable(tx, visit, id);
  if (!subscription) return `${visit.path}/home`;
  const choice = readPlanChoice(tx, visit.configuration, { subscription, posted });
  if ('refusal' in choice) return `${visit.path}/subscriptions/${subscription.id}/change`;
  if (choice.waits) {
    scheduleSwitchFromPortal(tx, { subscription: id, price: choice.price.id, quantity: choice.quantity });
    return afterDone(visit, 'plan-scheduled');
  }
  const prorationDate = Number(posted.prorationDate);
  if (!isFresh(prorationDate, tx.now(subscription))) {
    const { price, quantity, promotionCode } = choice;
    const query = new URLSearchParams({ price: price.id, quantity: String(quantity), promotionCode });
    return `${visit.path}/subscriptions/${subscription.id}/preview?${query}`;
  }
  switchPlanFromPortal(tx, switchOptions(visit, { subscription, choice, prorationDate }));
  return afterDone(visit, 'plan-changed');
}

/** A sum that was shown a quarter of an hour ago is shown anew before it is charged. */
function isFresh(prorationDate: number, now: number): boolean {
  return Number.isInteger(prorationDate) && prorationDate <= now && now - prorationDate <= 15 * 60;
}
