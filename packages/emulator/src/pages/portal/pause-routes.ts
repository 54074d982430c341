import type { FastifyInstance, FastifyReply } from 'fastify';
import type Stripe from 'stripe';
import { whyNotPausable } from '../../billing-cycle/pause-state.ts';
import type { Tx } from '../../kernel/tx.ts';
import { pauseFromPortal, releaseFromPortal, resumeFromPortal } from '../../resources/subscriptions/portal-schedule.ts';
import { refusalText } from '../card-payment.ts';
import type { FormValues } from '../form-fields.ts';
import { sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { postedForm } from '../posted-form.ts';
import type { SubscriptionRoute } from './cancel-routes.ts';
import { pauseOptions } from './pause-options.ts';
import { pausePage } from './pause-page.ts';
import type { PortalVisit } from './portal-access.ts';
import { afterDone, openVisit, ownSubscription } from './portal-request.ts';
import { isSetToCancel } from './subscription-view.ts';

/** Whether the portal offers to pause a subscription. */
export function canPause(visit: PortalVisit, subscription: Stripe.Subscription): boolean {
  const { enabled } = visit.configuration.features.subscription_pause;
  return enabled && whyNotPausable(subscription) === null && !isSetToCancel(subscription);
}

/** Pausing, resuming, and taking a planned change of plan back. */
export function mountPause(server: FastifyInstance, kernel: PagesKernel): void {
  const root = '/p/session/:token/subscriptions/:subscription';

  server.get<SubscriptionRoute>(`${root}/pause`, async (request, reply) => {
    const visit = await openVisit(kernel, request.params.token, reply);
    if (!visit) return reply;
    return showPause(kernel, visit, { id: request.params.subscription, alert: null }, reply);
  });

  const actions: Record<string, (tx: Tx, visit: PortalVisit, options: ActionOptions) => string> = {
    pause,
    resume,
    'keep-plan': keepPlan,
  };
  for (const [path, action] of Object.entries(actions)) {
    server.post<SubscriptionRoute>(`${root}/${path}`, async (request, reply) => {
      const visit = await openVisit(kernel, request.params.token, reply);
      if (!visit) return reply;
      const { subscription: id } = request.params;
      const done = await kernel
        .write((tx) => {
          const subscription = ownSubscription(tx, visit, id);
          return subscription ? action(tx, visit, { subscription, form: postedForm(request) }) : `${visit.path}/home`;
        })
        .then(
          (next) => ({ next }),
          (error: unknown) => ({ alert: refusalText(error) }),
        );
      if ('next' in done) return reply.redirect(done.next, 303);
      return showPause(kernel, visit, { id, alert: done.alert }, reply);
    });
  }
}

interface ActionOptions {
  subscription: Stripe.Subscription;
  form: FormValues;
}

function showPause(
  kernel: PagesKernel,
  visit: PortalVisit,
  { id, alert }: { id: string; alert: string | null },
  reply: FastifyReply,
): FastifyReply {
  const page = kernel.read((tx) => {
    const subscription = ownSubscription(tx, visit, id);
    return subscription && canPause(visit, subscription) && pausePage(tx, visit, { subscription, alert });
  });
  return page ? sendPage(reply, page) : reply.redirect(`${visit.path}/home`, 303);
}

function pause(tx: Tx, visit: PortalVisit, { subscription, form }: ActionOptions): string {
  if (!canPause(visit, subscription)) return `${visit.path}/home`;
  const options = pauseOptions(visit.configuration);
  const chosen = options?.find(({ value }) => value === form.duration);
  if (options && !chosen) return `${visit.path}/subscriptions/${subscription.id}/pause`;
  pauseFromPortal(tx, { subscription, after: chosen?.interval ?? null });
  return afterDone(visit, 'plan-paused');
}

function resume(tx: Tx, visit: PortalVisit, { subscription }: ActionOptions): string {
  const isOffered = visit.configuration.features.subscription_pause.enabled && subscription.status === 'paused';
  if (!isOffered) return `${visit.path}/home`;
  const { status } = resumeFromPortal(tx, subscription);
  return afterDone(visit, status === 'paused' ? 'resume-unpaid' : 'plan-resumed');
}

/** A change that waits for the end of the period is not made after all. */
function keepPlan(tx: Tx, visit: PortalVisit, { subscription }: ActionOptions): string {
  if (!visit.configuration.features.subscription_update.enabled) return `${visit.path}/home`;
  releaseFromPortal(tx, subscription);
  return afterDone(visit, 'plan-kept');
}
