import type { FastifyInstance, FastifyReply } from 'fastify';
import type Stripe from 'stripe';
import { StripeError } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { whyPlanCannotSwitch } from '../../resources/billing_portal/index.ts';
import { switchPlanFromPortal } from '../../resources/subscriptions/from-portal.ts';
import { refusalText } from '../card-payment.ts';
import { sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { postedForm } from '../posted-form.ts';
import type { SubscriptionRoute } from './cancel-routes.ts';
import { changePlanPage, previewPage } from './change-plan-page.ts';
import { readPlanChoice } from './offered-prices.ts';
import type { PlanChoice } from './offered-prices.ts';
import type { PortalVisit } from './portal-access.ts';
import { afterDone, openVisit, ownSubscription } from './portal-request.ts';
import { previewSwitch } from './preview-switch.ts';
import { isSetToCancel } from './subscription-view.ts';

interface PreviewRoute extends SubscriptionRoute {
  Querystring: { price?: string; quantity?: string };
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
    const { price, quantity } = request.query;
    return showPreview(kernel, visit, { id, price, quantity, alert: null }, reply);
  });

  server.post<SubscriptionRoute>(`${root}/change`, async (request, reply) => {
    const visit = await openVisit(kernel, request.params.token, reply);
    if (!visit) return reply;
    const { subscription: id } = request.params;
    const { price, quantity, prorationDate } = postedForm(request);
    const done = await kernel
      .write((tx) => change(tx, visit, { id, price, quantity, prorationDate }))
      .then(
        (next) => ({ next }),
        (error: unknown) => ({ alert: refusalText(error) }),
      );
    if ('next' in done) return reply.redirect(done.next, 303);
    return showPreview(kernel, visit, { id, price, quantity, alert: done.alert }, reply);
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
  price: string | undefined;
  quantity: string | undefined;
  alert: string | null;
}

function showPreview(
  kernel: PagesKernel,
  visit: PortalVisit,
  { id, price, quantity, alert }: PreviewRequest,
  reply: FastifyReply,
): FastifyReply {
  try {
    const page = kernel.read((tx) => {
      const subscription = switchable(tx, visit, id);
      if (!subscription) return undefined;
      const choice = readPlanChoice(tx, visit.configuration, { subscription, price, quantity });
      if ('refusal' in choice) return changePlanPage(tx, visit, { subscription, alert: choice.refusal });
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

function change(
  tx: Tx,
  visit: PortalVisit,
  posted: { id: string; price: string | undefined; quantity: string | undefined; prorationDate: string | undefined },
): string {
  const subscription = switchable(tx, visit, posted.id);
  if (!subscription) return `${visit.path}/home`;
  const choice = readPlanChoice(tx, visit.configuration, { subscription, ...posted });
  if ('refusal' in choice) return `${visit.path}/subscriptions/${subscription.id}/change`;
  const prorationDate = Number(posted.prorationDate);
  if (!isFresh(prorationDate, tx.now(subscription))) {
    const query = new URLSearchParams({ price: choice.price.id, quantity: String(choice.quantity) });
    return `${visit.path}/subscriptions/${subscription.id}/preview?${query}`;
  }
  switchPlanFromPortal(tx, switchOptions(visit, { subscription, choice, prorationDate }));
  return afterDone(visit, 'plan-changed');
}

/** A sum that was shown a quarter of an hour ago is shown anew before it is charged. */
function isFresh(prorationDate: number, now: number): boolean {
  return Number.isInteger(prorationDate) && prorationDate <= now && now - prorationDate <= 15 * 60;
}

function switchOptions(
  visit: PortalVisit,
  {
    subscription,
    choice,
    prorationDate,
  }: { subscription: Stripe.Subscription; choice: PlanChoice; prorationDate: number },
) {
  const behavior = visit.configuration.features.subscription_update.proration_behavior;
  const prorationBehavior =
    (['none', 'create_prorations', 'always_invoice'] as const).find((known) => known === behavior) ?? 'none';
  return {
    subscription: subscription.id,
    price: choice.price.id,
    quantity: choice.quantity,
    prorationBehavior,
    // Without prorations there is no second to fix, and Stripe refuses the date.
    ...(prorationBehavior === 'none' ? {} : { prorationDate }),
    ...flowDiscounts(visit),
  };
}

/** What a link that names the change may give with it. */
function flowDiscounts(visit: PortalVisit): { discounts?: { coupon?: string; promotion_code?: string }[] } {
  const discounts = visit.session.flow?.subscription_update_confirm?.discounts;
  if (!discounts || discounts.length === 0) return {};
  return {
    discounts: discounts.map(({ coupon, promotion_code: promotionCode }) => ({
      ...(coupon === null ? {} : { coupon }),
      ...(promotionCode === null ? {} : { promotion_code: promotionCode }),
    })),
  };
}
