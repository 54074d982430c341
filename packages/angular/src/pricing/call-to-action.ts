import type { Account, AccountView, BillingPeriod, CatalogPlan, Text } from '@purser/angular';

/** What a plan's button does. */
export type PlanAction =
  | { readonly kind: 'checkout' | 'sign_in'; readonly label: string }
  | { readonly kind: 'portal'; readonly label: Text }
  | { readonly kind: 'link'; readonly label: Text; readonly href: string }
  | { readonly kind: 'blocked'; readonly reason: Text }
  | { readonly kind: 'none' };

export interface PlanCallToAction {
  readonly isCurrent: boolean;
  /** Said beside the words "Current plan". */
  readonly note: Text | null;
  readonly action: PlanAction;
  /** Whether the way to the portal stands beside it. */
  readonly canManage: boolean;
}

/** `unknown`: the account could not be looked up. The service itself still refuses a second subscription. */
export type Viewer = AccountView | { readonly kind: 'unknown' };

type Subscription = NonNullable<Account['subscription']>;

interface Offer {
  readonly plan: CatalogPlan;
  /** All plans that are for sale, to tell up from down. */
  readonly plans: readonly CatalogPlan[];
  /** The one that is being looked at. */
  readonly billingPeriod: BillingPeriod;
}

/** Chooses a plan's button from who is looking and what they have. Changes of a running subscription go through the portal. */
export function callToAction(offer: Offer, viewer: Viewer): PlanCallToAction {
  const { plan } = offer;
  const other = { isCurrent: false, note: null, canManage: false };
  if (viewer.kind === 'signed_out') return { ...other, action: { kind: 'sign_in', label: plan.call_to_action } };
  if (viewer.kind === 'unknown') {
    return { ...other, action: plan.is_free ? { kind: 'none' } : { kind: 'checkout', label: plan.call_to_action } };
  }
  const { subscription, tier } = viewer.account;
  if (subscription === null) {
    if (!plan.is_free) return { ...other, action: { kind: 'checkout', label: plan.call_to_action } };
    return { ...other, isCurrent: tier === plan.id, action: { kind: 'none' } };
  }
  if (subscription.tier === plan.id) return currentPlan(offer, subscription);
  return { ...other, action: changeTo(offer, subscription) };
}

function currentPlan(offer: Offer, subscription: Subscription): PlanCallToAction {
  return { isCurrent: true, canManage: true, ...currentAction(offer, subscription) };
}

function currentAction(
  { plan, billingPeriod }: Offer,
  subscription: Subscription,
): { note: Text | null; action: PlanAction } {
  const values = { plan: plan.name };
  switch (subscription.status) {
    case 'past_due':
    case 'unpaid':
      return { note: { key: 'status.past_due' }, action: { kind: 'portal', label: { key: 'action.update_card' } } };
    case 'incomplete': {
      const label: Text = { key: 'action.finish_payment' };
      const href = subscription.open_invoice_url;
      const action: PlanAction = href === null ? { kind: 'portal', label } : { kind: 'link', label, href };
      return { note: { key: 'status.incomplete' }, action };
    }
    case 'paused':
      return { note: { key: 'status.paused' }, action: { kind: 'portal', label: { key: 'action.resume', values } } };
  }
  if (subscription.cancels_at !== null) {
    const note: Text = { key: 'note.ends', values: { date: new Date(subscription.cancels_at) } };
    return { note, action: { kind: 'portal', label: { key: 'action.keep', values } } };
  }
  const isSoldSo = plan.prices.some((price) => price.billing_period === billingPeriod);
  if (subscription.billing_period === billingPeriod || subscription.billing_period === null || !isSoldSo) {
    return { note: null, action: { kind: 'none' } };
  }
  const isAnnual = billingPeriod === 'annual';
  return {
    note: { key: isAnnual ? 'note.billed_monthly' : 'note.billed_annually' },
    action: { kind: 'portal', label: { key: isAnnual ? 'action.switch_annual' : 'action.switch_monthly' } },
  };
}

function changeTo({ plan, plans }: Offer, subscription: Subscription): PlanAction {
  if (subscription.status === 'past_due' || subscription.status === 'unpaid') {
    return { kind: 'blocked', reason: { key: 'blocked.past_due' } };
  }
  if (subscription.status === 'incomplete') return { kind: 'blocked', reason: { key: 'blocked.incomplete' } };
  const current = plans.find(({ id }) => id === subscription.tier);
  const paid = current === undefined ? monthlyAmount(subscription) : costOf(current);
  const key = costOf(plan) > paid ? 'action.upgrade' : 'action.downgrade';
  return { kind: 'portal', label: { key, values: { plan: plan.name } } };
}

/** Comparable across periods; only ever compared, never shown. */
function costOf({ prices }: CatalogPlan): number {
  const monthly = prices.find((price) => price.billing_period === 'monthly');
  return monthly?.amount ?? (prices[0]?.amount ?? 0) / 12;
}

function monthlyAmount({ price, billing_period }: Subscription): number {
  return billing_period === 'annual' ? price.amount / 12 : price.amount;
}
