import type Stripe from 'stripe';
import { missing } from '../../kernel/errors.ts';
import { list, listFrom, retrieve } from '../../kernel/read-operations.ts';
import { resource, type Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { paymentPageOperations, publishablePaymentPages } from '../payment_pages/index.ts';
import { createSession } from './create-session.ts';
import { expireOpenSession, expireSession } from './expire-session.ts';
import { lineItemsOf } from './line-items.ts';
import { updateSession } from './update-session.ts';

const listLineItems: Handler<'GET /v1/checkout/sessions/:id/line_items'> = (tx, call) =>
  listFrom('item', lineItemsOf(tx, tx.get('checkout.session', call.path.id)), call);

function includedItems(tx: Tx, session: Stripe.Checkout.Session): Stripe.ApiList<Stripe.LineItem> {
  const items = lineItemsOf(tx, session);
  const url = `/v1/checkout/sessions/${session.id}/line_items`;
  return { object: 'list', data: items.slice(0, 10), has_more: items.length > 10, url };
}

/** https://docs.stripe.com/api/checkout/sessions */
export const checkoutSessions = resource('checkout.session', {
  refuseMissing: (id) => missing('checkout.session', id, 'session', 404),
  indexes: ['customer', 'subscription', 'payment_intent'],
  operations: {
    'POST /v1/checkout/sessions': createSession,
    'GET /v1/checkout/sessions/:id': retrieve('checkout.session'),
    'POST /v1/checkout/sessions/:id': updateSession,
    'GET /v1/checkout/sessions': list('checkout.session', {
      filter: {
        customer: 'customer',
        payment_intent: 'payment_intent',
        payment_link: 'payment_link',
        status: 'status',
        subscription: 'subscription',
      },
      accepts: (session, call) => {
        const { customer_details: wanted } = call.params as Stripe.Checkout.SessionListParams;
        return wanted === undefined || session.customer_details?.email === wanted.email;
      },
    }),
    'POST /v1/checkout/sessions/:id/expire': expireSession,
    'GET /v1/checkout/sessions/:id/line_items': listLineItems,
  },
  includes: { line_items: includedItems },
  due: (session) => (session.status === 'open' ? session.expires_at : null),
  whenDue: expireOpenSession,
});

export const checkoutFacts = resource('_checkout', {
  indexes: ['intent'],
  operations: paymentPageOperations,
  publishable: publishablePaymentPages,
});
