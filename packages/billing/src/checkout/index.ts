import type { Money } from '../kernel/money.ts';
import type { CheckoutSessionRow } from './table.ts';

declare module '../kernel/changes.ts' {
  interface Changes {
    'checkout.changed': { session: CheckoutSessionRow };
    /** `refunded` is null when nothing had been charged, as on a trial. */
    'checkout.second_payment_returned': {
      userId: string;
      sessionId: string;
      subscriptionId: string;
      refunded: Money | null;
    };
  }
}

export { confirmCheckout } from './confirm-checkout.ts';
export { createCheckoutSession } from './create-checkout-session.ts';
export { refreshCheckoutSession } from './projection.ts';
export { returnSecondPayments, returnSecondSession, returnSecondSubscription } from './return-second-payment.ts';
