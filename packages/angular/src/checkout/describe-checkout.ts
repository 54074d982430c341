import type { CatalogView, MessageKey, Text } from '@purser/angular';
import type { ConfirmationState } from './checkout-confirmation-store.ts';

export interface CheckoutDescription {
  readonly title: Text;
  readonly hint: Text;
  readonly tone: 'good' | 'busy' | 'neutral' | 'bad';
  /** The one thing to do next. */
  readonly next: 'account' | 'plans' | 'sign_in' | 'retry' | 'none';
}

/** What the success page says. Never that money moved, or did not, unless Stripe said so. */
export function describeCheckout(state: ConfirmationState, catalog: CatalogView | undefined): CheckoutDescription {
  switch (state.kind) {
    case 'looking':
      return { ...say('checkout.looking', 'checkout.looking_hint'), tone: 'busy', next: 'none' };
    case 'slow':
      return { ...say('checkout.slow', 'checkout.slow_hint'), tone: 'neutral', next: 'retry' };
    case 'unknown':
      return { ...say('checkout.unknown', 'checkout.unknown_hint'), tone: 'neutral', next: 'account' };
    case 'signed_out':
      return { ...say('checkout.signed_out', 'checkout.signed_out_hint'), tone: 'neutral', next: 'sign_in' };
    case 'failed':
      return { ...say('checkout.failed', 'checkout.failed_hint'), tone: 'bad', next: 'retry' };
  }
  const { confirmation } = state;
  const tier = confirmation.tier ?? '';
  const plan = catalog?.plans.find(({ id }) => id === tier)?.name ?? tier;
  switch (confirmation.state) {
    case 'confirmed': {
      const title = confirmation.trial_end === null ? 'checkout.confirmed' : 'checkout.confirmed_trial';
      return { ...say(title, 'checkout.confirmed_hint', plan), tone: 'good', next: 'account' };
    }
    case 'confirming':
      return { ...say('checkout.looking', 'checkout.looking_hint'), tone: 'busy', next: 'none' };
    case 'open':
      return { ...say('checkout.open', 'checkout.open_hint'), tone: 'neutral', next: 'plans' };
    case 'expired':
      return { ...say('checkout.expired', 'checkout.expired_hint'), tone: 'neutral', next: 'plans' };
    case 'refunded':
      return { ...say('checkout.refunded', 'checkout.refunded_hint'), tone: 'neutral', next: 'account' };
  }
}

function say(title: MessageKey, hint: MessageKey, plan = ''): { title: Text; hint: Text } {
  return { title: { key: title, values: { plan } }, hint: { key: hint } };
}
