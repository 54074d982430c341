import type Stripe from 'stripe';
import { missing } from '../../kernel/errors.ts';
import { list, listFrom, retrieve } from '../../kernel/read-operations.ts';
import { resource, type Handler } from '../../kernel/resource.ts';
import { createPaymentLink } from './create-payment-link.ts';
import type { PaymentLinkFacts } from './facts.ts';
import { linkLineItems } from './line-items.ts';
import { updatePaymentLink } from './update-payment-link.ts';

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _payment_link: PaymentLinkFacts;
  }
}

const listLineItems: Handler<'GET /v1/payment_links/:id/line_items'> = (tx, call) =>
  listFrom('item', linkLineItems(tx, tx.get('payment_link', call.path.id)), call);

/** https://docs.stripe.com/api/payment-link */
export const paymentLinks = resource('payment_link', {
  refuseMissing: (id) => missing('payment_link', id, 'payment_link', 404),
  operations: {
    'POST /v1/payment_links': createPaymentLink,
    'GET /v1/payment_links/:id': retrieve('payment_link'),
    'POST /v1/payment_links/:id': updatePaymentLink,
    'GET /v1/payment_links': list('payment_link', { filter: ['active'] }),
    'GET /v1/payment_links/:id/line_items': listLineItems,
  },
  includes: {
    line_items: (tx, link): Stripe.ApiList<Stripe.LineItem> => {
      const items = linkLineItems(tx, link);
      const url = `/v1/payment_links/${link.id}/line_items`;
      return { object: 'list', data: items.slice(0, 10), has_more: items.length > 10, url };
    },
  },
});

export const paymentLinkFacts = resource('_payment_link', {});
