import type { FastifyInstance } from 'fastify';
import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { cancelSubscriptionFromPortal, keepSubscriptionFromPortal } from '../../resources/subscriptions/from-portal.ts';
import { changeWholeSubscription } from '../../resources/subscriptions/update-subscription.ts';
import { couponText } from '../coupon-text.ts';
import { sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import type { FormValues } from '../form-fields.ts';
import { postedForm } from '../posted-form.ts';
import { cancelPage } from './cancel-page.ts';
import type { PortalVisit } from './portal-access.ts';
import { afterDone, openVisit, ownSubscription } from './portal-request.ts';
import { isSetToCancel } from './subscription-view.ts';

export interface SubscriptionRoute {
  Params: { token: string; subscription: string };
}

/** Cancelling, changing one's mind, and the offer to stay that a link may carry. */
export function mountCancel(server: FastifyInstance, kernel: PagesKernel): void {
  const root = '/p/session/:token/subscriptions/:subscription';

  server.get<SubscriptionRoute>(`${root}/cancel`, async (request, reply) => {
    const visit = await openVisit(kernel, request.params.token, reply);
    if (!visit) return reply;
    const page = kernel.read((tx) => {
      const subscription = cancellable(tx, visit, request.params.subscription);
      return subscription && cancelPage(tx, visit, { subscription, offer: offerText(tx, visit), alert: null });
    });
    return page ? sendPage(reply, page) : reply.redirect(`${visit.path}/home`, 303);
  });

  const actions: Record<string, (tx: Tx, visit: PortalVisit, options: ActionOptions) => string> = {
    cancel,
    keep,
    stay: acceptOffer,
  };
  for (const [path, action] of Object.entries(actions)) {
    server.post<SubscriptionRoute>(`${root}/${path}`, async (request, reply) => {
      const visit = await openVisit(kernel, request.params.token, reply);
      if (!visit) return reply;
      const { subscription: id } = request.params;
      const next = await kernel.write((tx) => {
        const subscription = ownSubscription(tx, visit, id);
        return subscription ? action(tx, visit, { subscription, form: postedForm(request) }) : `${visit.path}/home`;
      });
      return reply.redirect(next, 303);
    });
  }
}

interface ActionOptions {
  subscription: Stripe.Subscription;
  form: FormValues;
}

function cancellable(tx: Tx, visit: PortalVisit, id: string): Stripe.Subscription | undefined {
  const subscription = ownSubscription(tx, visit, id);
  const isOffered = visit.configuration.features.subscription_cancel.enabled;
  return subscription && isOffered && !isSetToCancel(subscription) ? subscription : undefined;
}

function cancel(tx: Tx, visit: PortalVisit, { subscription, form }: ActionOptions): string {
  if (!cancellable(tx, visit, subscription.id)) return `${visit.path}/home`;
  const feature = visit.configuration.features.subscription_cancel;
  const reason = feature.cancellation_reason;
  const isReasonKnown = reason.enabled && reason.options.some((option) => option === form.feedback);
  const comment = reason.enabled ? form.comment?.trim() : undefined;
  cancelSubscriptionFromPortal(tx, {
    subscription: subscription.id,
    mode: feature.mode === 'immediately' ? 'immediately' : 'at_period_end',
    prorationBehavior: feature.proration_behavior === 'create_prorations' ? 'create_prorations' : 'none',
    ...(isReasonKnown && form.feedback ? { feedback: form.feedback } : {}),
    ...(comment ? { comment } : {}),
  });
  return afterDone(visit, 'plan-cancelled');
}

function keep(tx: Tx, visit: PortalVisit, { subscription }: ActionOptions): string {
  if (!isSetToCancel(subscription)) return `${visit.path}/home`;
  keepSubscriptionFromPortal(tx, { subscription: subscription.id });
  return afterDone(visit, 'plan-kept');
}

/** The coupon that the link's `retention` offers, while the subscription does not have it yet. */
function acceptOffer(tx: Tx, visit: PortalVisit, { subscription }: ActionOptions): string {
  const coupon = offeredCoupon(tx, visit);
  if (!coupon || !cancellable(tx, visit, subscription.id)) return `${visit.path}/home`;
  const kept = subscription.discounts.map((discount) => ({ discount: idOf(discount) }));
  changeWholeSubscription(tx, { id: subscription.id, params: { discounts: [...kept, { coupon: coupon.id }] } });
  return afterDone(visit, 'offer-accepted');
}

function offeredCoupon(tx: Tx, visit: PortalVisit): Stripe.Coupon | undefined {
  const id = visit.session.flow?.subscription_cancel?.retention?.coupon_offer?.coupon;
  const coupon = tx.find('coupon', id);
  return coupon?.valid ? coupon : undefined;
}

function offerText(tx: Tx, visit: PortalVisit): { text: string } | null {
  const coupon = offeredCoupon(tx, visit);
  return coupon ? { text: `Keep your plan and get ${couponText(coupon)}.` } : null;
}
