import type Stripe from 'stripe';
import type { OperationKey, ResourceDefinition } from '../../kernel/resource.ts';
import { detachFromElement } from './detach-from-element.ts';
import { linkFromElement } from './link-from-element.ts';
import type { TypedAccount } from './link-from-element.ts';
import { retrieveElementsSession } from './elements-session.ts';
import type { ElementsSession, ElementsSessionParams } from './elements-session.ts';

declare module '../../kernel/operations.generated.ts' {
  interface Operations {
    'GET /v1/elements/sessions': { params: ElementsSessionParams; result: ElementsSession };
    'POST /v1/elements/payment_methods/:id/detach': {
      params: { customer_session_client_secret: string };
      result: Stripe.PaymentMethod;
    };
    'POST /v1/elements/linked_accounts': { params: TypedAccount; result: { id: string; last4: string } };
  }
}

/** What Stripe's elements ask of Stripe from their frames. */
export const elementsOperations: ResourceDefinition<'_customer_session'>['operations'] = {
  'GET /v1/elements/sessions': retrieveElementsSession,
  'POST /v1/elements/payment_methods/:id/detach': detachFromElement,
  'POST /v1/elements/linked_accounts': linkFromElement,
};

export const publishableElements = Object.keys(elementsOperations) as OperationKey[];
