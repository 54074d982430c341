import {
  CheckoutConfirmation,
  CheckoutSessionCreated,
  ConfirmCheckout,
  CreateCheckoutSession,
  Problem,
} from '@purser/contract';
import type { Api } from '../http/api.ts';
import { userOf } from '../http/user.ts';
import type { Billing } from '../kernel/billing.ts';
import { confirmCheckout } from './confirm-checkout.ts';
import { createCheckoutSession } from './create-checkout-session.ts';

export function checkoutRoutes(server: Api, billing: Billing): void {
  server.post(
    '/api/payments/create-checkout-session',
    {
      // Each call may make a page at Stripe: far fewer are needed than of anything else.
      config: { access: 'user', rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        summary: 'Open Stripe’s checkout page for a plan',
        description: 'The same choice again gives back the open page; another choice expires it first.',
        body: CreateCheckoutSession,
        response: { 200: CheckoutSessionCreated, default: Problem },
      },
    },
    async (request) => {
      const { tier, billing_period: billingPeriod } = request.body;
      const choice = { tier, billingPeriod };
      const { checkoutUrl } = await createCheckoutSession(billing, { user: userOf(request), choice });
      return { checkout_url: checkoutUrl };
    },
  );

  server.post(
    '/api/payments/checkout/confirm',
    {
      config: { access: 'user' },
      schema: {
        summary: 'What came of a checkout, for the success page',
        description:
          'Looks at Stripe, so it may be asked before any webhook came. `confirming`: ask again in a moment.',
        body: ConfirmCheckout,
        response: { 200: CheckoutConfirmation, default: Problem },
      },
    },
    (request) => confirmCheckout(billing, { userId: userOf(request).id, sessionId: request.body.session_id }),
  );
}
