import type Stripe from 'stripe';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { sessionItems } from '../checkout/session-items.ts';
import { shippingOptions } from '../checkout/shipping.ts';
import { checkTerms } from './check-terms.ts';
import type { LinkTerms } from './facts.ts';
import { linkFields } from './link-fields.ts';

/** The price of the first line tells what the link opens: prices of both kinds may stand beside each other in a subscription. */
function modeOf(tx: Tx, given: Stripe.PaymentLinkCreateParams['line_items']): 'payment' | 'subscription' {
  const isRecurring = given.some(
    (item) => item.price_data?.recurring !== undefined || tx.find('price', item.price)?.type === 'recurring',
  );
  return isRecurring ? 'subscription' : 'payment';
}

/** The ways of shipping as the link shows them; each must have a price in the link's currency. */
export function linkShippingOptions(
  tx: Tx,
  { terms, currency }: { terms: LinkTerms; currency: string },
): Stripe.PaymentLink['shipping_options'] {
  return shippingOptions(tx, { given: terms.shipping_options ?? [], currency });
}

/** @see https://docs.stripe.com/api/payment-link/create */
export const createPaymentLink: Handler<'POST /v1/payment_links'> = (tx, { params }) => {
  const { line_items: given, expand: _expand, ...terms } = params;
  if (given.length === 0) throw missingParam('line_items');
  if (given.length > 20) {
    throw invalidRequest({ message: 'A payment link can have at most 20 line items.', param: 'line_items' });
  }
  const mode = modeOf(tx, given);
  const items = sessionItems(tx, {
    mode,
    line_items: given,
    ...(terms.currency === undefined ? {} : { currency: terms.currency }),
    ...(terms.optional_items ? { optional_items: terms.optional_items } : {}),
    ...(terms.allow_promotion_codes ? { allow_promotion_codes: true } : {}),
  });
  const currency = terms.currency ?? tx.get('price', items[0]?.price ?? '').currency;
  checkTerms(tx, { mode, currency, terms, items });
  const id = tx.newId('plink');
  const link = tx.insert('payment_link', {
    id,
    object: 'payment_link',
    active: true,
    currency,
    ...linkFields(terms),
    restrictions: terms.restrictions
      ? { completed_sessions: { count: 0, limit: terms.restrictions.completed_sessions.limit } }
      : null,
    shipping_options: linkShippingOptions(tx, { terms, currency }),
    url: tx.url(`/b/${id}`),
  });
  tx.insert('_payment_link', { id, object: '_payment_link', mode, currency, terms, items });
  tx.emit('payment_link.created', link);
  return link;
};
