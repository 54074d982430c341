import { resource } from '../../kernel/resource.ts';
import { elementsOperations, publishableElements } from '../elements/index.ts';
import { createCustomerSession } from './create-customer-session.ts';

/** Kept by their client secrets, since customer sessions have no id. https://docs.stripe.com/api/customer_sessions */
export const customerSessions = resource('_customer_session', {
  operations: { 'POST /v1/customer_sessions': createCustomerSession, ...elementsOperations },
  publishable: publishableElements,
});
