// What the customer portal does to a subscription.
import type Stripe from 'stripe';
import { changeSubscription, isOver } from '../../billing-cycle/subscription-status.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { createPreview } from '../invoices/create-preview.ts';
import { checkPromotionCode } from '../promotion_codes/check-promotion-code.ts';
import { cancelNow } from './cancel-subscription.ts';
import { releaseFromPortal } from './portal-schedule.ts';
import { changeWholeSubscription } from './update-subscription.ts';

type Feedback = Stripe.Subscription.CancellationDetails.Feedback;
type Behavior = 'none' | 'create_prorations' | 'always_invoice';

export interface PlanSwitch {
  subscription: string;
  price: string;
  quantity?: number;
  prorationBehavior?: Behavior;
  /** Charge what was previewed for this second. */
  prorationDate?: number;
  /** Applied with the switch. */
  discounts?: { coupon?: string; promotion_code?: string }[];
  /** A trial that is under way ends with the switch. */
  endsTrial?: boolean;
  /** The billing cycle starts anew with the switch. */
  resetsAnchor?: boolean;
}

/**
 * Cancels at the end of the period, or at once. A flexible subscription then gets a `cancel_at` of its latest period's end and
 * keeps `cancel_at_period_end` false; a classic one gets the flag.
 */
export function cancelSubscriptionFromPortal(
  tx: Tx,
  options: {
    subscription: string;
    mode: 'at_period_end' | 'immediately';
    prorationBehavior?: 'none' | 'create_prorations';
    feedback?: string;
    comment?: string;
  },
): Stripe.Subscription {
  const before = tx.get('subscription', options.subscription);
  if (isOver(before)) throw invalidRequest({ message: 'This subscription is already canceled.' });
  const subscription = releaseFromPortal(tx, before);
  const details = {
    ...(options.comment ? { comment: options.comment } : {}),
    ...(options.feedback ? { feedback: options.feedback as Feedback } : {}),
  };
  if (options.mode === 'immediately') {
    return cancelNow(tx, { subscription, prorates: options.prorationBehavior === 'create_prorations', details });
  }
  const cancel_at =
    subscription.billing_mode.type === 'flexible'
      ? { cancel_at: 'max_period_end' as const }
      : { cancel_at_period_end: true };
  return changeWholeSubscription(tx, { id: subscription.id, params: { ...cancel_at, cancellation_details: details } });
}

/** Takes a planned end back. */
export function keepSubscriptionFromPortal(
  tx: Tx,
  { subscription: id }: { subscription: string },
): Stripe.Subscription {
  const subscription = tx.get('subscription', id);
  if (isOver(subscription)) throw invalidRequest({ message: 'This subscription is already canceled.' });
  return changeSubscription(tx, subscription, {
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
  });
}

function switchedItems(tx: Tx, { subscription, price, quantity }: PlanSwitch): Stripe.SubscriptionUpdateParams.Item[] {
  const [item, ...others] = tx.get('subscription', subscription).items.data;
  if (!item || others.length > 0) {
    throw invalidRequest({ message: 'A subscription with several products can only be canceled in the portal.' });
  }
  return [{ id: item.id, price, quantity: quantity ?? item.quantity ?? 1 }];
}

/** What the switch would bill: at once with `always_invoice`, else on the next invoice. */
export function previewPlanSwitch(tx: Tx, options: PlanSwitch): Stripe.Invoice {
  const behavior = options.prorationBehavior ?? 'none';
  const params: Stripe.InvoiceCreatePreviewParams = {
    subscription: options.subscription,
    subscription_details: {
      items: switchedItems(tx, options),
      proration_behavior: behavior,
      ...(behavior === 'none' || options.prorationDate === undefined ? {} : { proration_date: options.prorationDate }),
    },
  };
  return createPreview(tx, { params, path: {}, request: portalRequest } as Call<
    Stripe.InvoiceCreatePreviewParams,
    never
  >);
}

const portalRequest = { id: '', operation: 'POST /v1/invoices/create_preview', path: '', isPublishable: false };

/** Switches the one product of a subscription to another price; a failed payment leaves the switch made, and past due. */
export function switchPlanFromPortal(tx: Tx, options: PlanSwitch & { promotionCode?: string }): Stripe.Subscription {
  const before = tx.get('subscription', options.subscription);
  const behavior = options.prorationBehavior ?? 'none';
  const code = options.promotionCode;
  const promotion = code
    ? checkPromotionCode(tx, { code, customer: idOf(before.customer), param: 'promotion_code' })
    : null;
  return changeWholeSubscription(tx, {
    id: before.id,
    params: {
      items: switchedItems(tx, options),
      proration_behavior: behavior,
      ...(behavior === 'none' || options.prorationDate === undefined ? {} : { proration_date: options.prorationDate }),
      ...(options.discounts ? { discounts: options.discounts } : {}),
      ...(options.endsTrial && before.status === 'trialing' ? { trial_end: 'now' as const } : {}),
      // In a trial that goes on, a cycle cannot begin.
      ...(options.resetsAnchor && (options.endsTrial || before.status !== 'trialing')
        ? { billing_cycle_anchor: { type: 'now' as const } }
        : {}),
      ...(promotion ? { discounts: [{ promotion_code: promotion.id }] } : {}),
      // Whoever changes their plan means to keep it.
      ...(before.cancel_at_period_end
        ? { cancel_at_period_end: false }
        : before.cancel_at === null
          ? {}
          : { cancel_at: '' }),
    },
  });
}
