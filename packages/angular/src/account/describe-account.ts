import { timeLeft } from '@purser/angular';
import type { Account, CatalogView, MessageKey, Text } from '@purser/angular';

export type StatusTone = 'good' | 'attention' | 'bad' | 'neutral';

export type AccountAction =
  | { readonly kind: 'portal'; readonly label: Text }
  | { readonly kind: 'pay'; readonly label: Text; readonly href: string }
  | { readonly kind: 'plans'; readonly label: Text };

/** Everything that the account page says of somebody's plan, as sentences not yet written out. */
export interface AccountDescription {
  readonly planName: string | null;
  readonly status: MessageKey;
  readonly tone: StatusTone;
  readonly sentences: readonly Text[];
  /** Something is wrong and access is at stake: shown as an alert. */
  readonly isUrgent: boolean;
  /** The first is the main one. */
  readonly actions: readonly AccountAction[];
  /** What the plan includes, in the words of the pricing page. */
  readonly features: readonly string[];
}

type Subscription = NonNullable<Account['subscription']>;
type Said = Pick<AccountDescription, 'status' | 'tone' | 'sentences' | 'actions'> & { readonly isUrgent?: boolean };

const manage: AccountAction = { kind: 'portal', label: { key: 'action.manage' } };
const comparePlans: AccountAction = { kind: 'plans', label: { key: 'action.compare_plans' } };
const soonDays = 3;

/** Turns an account into what a person should know of it. Pure: the same account at the same time says the same. */
export function describeAccount(account: Account, catalog: CatalogView, now: Date): AccountDescription {
  const { subscription } = account;
  const tier = subscription?.tier ?? account.tier;
  const plan = catalog.plans.find(({ id }) => id === tier);
  const planName = plan?.name ?? tier;
  const said = subscription === null ? withoutSubscription(planName) : subscribed(subscription, planName ?? '', now);
  return { planName, features: plan?.features ?? [], isUrgent: false, ...said };
}

function withoutSubscription(planName: string | null): Said {
  const actions: AccountAction[] = [{ kind: 'plans', label: { key: 'action.see_plans' } }];
  if (planName === null) {
    return { status: 'status.none', tone: 'neutral', sentences: [{ key: 'account.none' }], actions };
  }
  const sentences: Text[] = [{ key: 'account.free', values: { plan: planName } }];
  return { status: 'status.free', tone: 'neutral', sentences, actions };
}

function subscribed(subscription: Subscription, plan: string, now: Date): Said {
  switch (subscription.status) {
    case 'past_due':
      return pastDue(subscription, plan);
    case 'unpaid':
      return unpaid(subscription, plan);
    case 'incomplete':
      return incomplete(subscription, plan);
    case 'paused': {
      const sentences: Text[] = [{ key: 'account.paused', values: { plan } }, { key: 'account.paused_hint' }];
      return {
        status: 'status.paused',
        tone: 'attention',
        sentences,
        actions: [portal('action.resume', plan), manage],
      };
    }
    case 'incomplete_expired':
    case 'canceled': {
      const key = subscription.status === 'canceled' ? 'account.canceled' : 'account.incomplete_expired';
      const actions: AccountAction[] = [{ kind: 'plans', label: { key: 'action.see_plans' } }];
      return {
        status: `status.${subscription.status}`,
        tone: 'neutral',
        sentences: [{ key, values: { plan } }],
        actions,
      };
    }
    case 'active':
    case 'trialing':
      if (subscription.cancels_at !== null) return ending(subscription.cancels_at, plan);
      return subscription.status === 'trialing' ? onTrial(subscription, plan, now) : active(subscription, plan);
  }
}

function active(subscription: Subscription, plan: string): Said {
  const card = cardText(subscription);
  const values = { plan, price: priceText(subscription), date: new Date(subscription.current_period_end) };
  const sentence: Text =
    card === null ? { key: 'account.active_no_card', values } : { key: 'account.active', values: { ...values, card } };
  return { status: 'status.active', tone: 'good', sentences: [sentence], actions: [manage, comparePlans] };
}

function onTrial(subscription: Subscription, plan: string, now: Date): Said {
  const ends = new Date(subscription.trial_end ?? subscription.current_period_end);
  const { unit, count } = timeLeft(ends, now);
  const values = { count, date: ends, price: priceText(subscription) };
  const card = cardText(subscription);
  const isSoon = unit === 'hours' || count <= soonDays;
  const then: Text =
    card === null
      ? { key: 'account.trial_no_card', values: { plan } }
      : { key: 'account.trial_card', values: { card } };
  return {
    status: 'status.trialing',
    tone: isSoon ? 'attention' : 'good',
    sentences: [{ key: unit === 'days' ? 'account.trial_days' : 'account.trial_hours', values }, then],
    actions: card === null ? [portal('action.add_card', plan), manage] : [manage, comparePlans],
  };
}

function ending(cancelsAt: string, plan: string): Said {
  const sentences: Text[] = [{ key: 'account.ending', values: { plan, date: new Date(cancelsAt) } }];
  return { status: 'status.canceling', tone: 'attention', sentences, actions: [portal('action.keep', plan), manage] };
}

function pastDue(subscription: Subscription, plan: string): Said {
  const card = cardText(subscription);
  const { last_payment_error: reason, next_payment_attempt: next, access_until: until } = subscription;
  const sentences: (Text | null)[] = [
    card === null
      ? { key: 'account.past_due_no_card', values: { plan } }
      : { key: 'account.past_due', values: { plan, card } },
    reason === null ? null : { key: 'account.reason', values: { reason } },
    next === null ? null : { key: 'account.next_attempt', values: { date: new Date(next) } },
    until === null ? null : { key: 'account.access_until', values: { date: new Date(until) } },
  ];
  return {
    status: 'status.past_due',
    tone: 'bad',
    isUrgent: true,
    sentences: sentences.filter((sentence) => sentence !== null),
    actions: [portal('action.update_card', plan), ...payNow(subscription, 'action.pay_now'), manage],
  };
}

function unpaid(subscription: Subscription, plan: string): Said {
  const sentences: Text[] = [{ key: 'account.unpaid', values: { plan } }];
  const actions = [portal('action.update_card', plan), ...payNow(subscription, 'action.pay_now'), manage];
  return { status: 'status.unpaid', tone: 'bad', isUrgent: true, sentences, actions };
}

function incomplete(subscription: Subscription, plan: string): Said {
  const pay = payNow(subscription, 'action.finish_payment');
  const sentences: Text[] = [{ key: 'account.incomplete', values: { plan } }];
  const actions = pay.length > 0 ? [...pay, manage] : [portal('action.finish_payment', plan), manage];
  return { status: 'status.incomplete', tone: 'attention', isUrgent: true, sentences, actions };
}

function portal(key: MessageKey, plan: string): AccountAction {
  return { kind: 'portal', label: { key, values: { plan } } };
}

function payNow({ open_invoice_url: href }: Subscription, key: MessageKey): AccountAction[] {
  return href === null ? [] : [{ kind: 'pay', label: { key }, href }];
}

function priceText({ billing_period, price }: Subscription): Text {
  return { key: billing_period === 'annual' ? 'price.annual' : 'price.monthly', values: { price } };
}

function cardText({ card }: Subscription): Text | null {
  if (card === null) return null;
  // Stripe's names are lowercase, "visa"; longer ones carry underscores.
  const brand = card.brand.replaceAll('_', ' ').replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  return { key: 'card.name', values: { brand, last4: card.last4 } };
}
