import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { SessionItem } from '../checkout/facts.ts';
import { sessionItem } from '../checkout/session-items.ts';
import { checkTerms } from './check-terms.ts';
import { linkShippingOptions } from './create-payment-link.ts';
import type { LinkTerms, PaymentLinkFacts } from './facts.ts';
import { linkFields } from './link-fields.ts';

type UpdateParams = Stripe.PaymentLinkUpdateParams;

/** Terms of which an update names only what changes. */
const partial = new Set(['custom_text', 'payment_intent_data', 'subscription_data']);

function changedPart(before: unknown, given: object): object {
  const after: Record<string, unknown> = { ...(before as object | undefined) };
  for (const [name, value] of Object.entries(given)) {
    if (name === 'metadata') after[name] = mergedMetadata((after[name] as Stripe.Metadata | undefined) ?? null, value);
    else if (value === '' || value === null) delete after[name];
    else after[name] = value;
  }
  return after;
}

/** The terms after an update: an empty value takes one away. */
function termsAfter(before: LinkTerms, params: UpdateParams): LinkTerms {
  const { active: _active, expand: _expand, line_items: _items, ...given } = params;
  const after: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(given)) {
    if (name === 'metadata') after[name] = mergedMetadata(mergedMetadata(null, before.metadata), params.metadata);
    else if (value === '' || value === null) delete after[name];
    else after[name] = partial.has(name) ? changedPart(after[name], value as object) : value;
  }
  return after as LinkTerms;
}

/** Prices of a link are fixed, how many is not. */
function itemsAfter(
  tx: Tx,
  { stored, given }: { stored: readonly SessionItem[]; given: NonNullable<UpdateParams['line_items']> },
): SessionItem[] {
  return stored.map((before) => {
    const index = given.findIndex((item) => item.id === before.id);
    const change = given[index];
    if (!change) return before;
    const quantity = change.quantity ?? before.quantity;
    const adjusts = change.adjustable_quantity;
    const checked = sessionItem(tx, {
      item: { ...(quantity === undefined ? {} : { quantity }), ...(adjusts ? { adjustable_quantity: adjusts } : {}) },
      price: tx.get('price', before.price),
      name: `line_items[${index}]`,
    });
    return { ...before, ...checked, id: before.id, adjustable: adjusts ? checked.adjustable : before.adjustable };
  });
}

function refuseUnknownItems(stored: PaymentLinkFacts['items'], given: NonNullable<UpdateParams['line_items']>): void {
  for (const [index, { id }] of given.entries()) {
    if (stored.some((item) => item.id === id)) continue;
    const param = `line_items[${index}][id]`;
    throw invalidRequest({ code: 'resource_missing', message: `No such line item: '${id}'`, param });
  }
}

/** @see https://docs.stripe.com/api/payment-link/update */
export const updatePaymentLink: Handler<'POST /v1/payment_links/:id'> = (tx, { path, params }) => {
  const before = tx.get('payment_link', path.id);
  const facts = tx.get('_payment_link', before.id);
  const given = params.line_items ?? [];
  refuseUnknownItems(facts.items, given);
  const terms = termsAfter(facts.terms, params);
  const items = itemsAfter(tx, { stored: facts.items, given });
  const { currency } = facts;
  checkTerms(tx, { ...facts, terms, items });
  tx.update('_payment_link', before.id, { terms, items });
  const limit = terms.restrictions?.completed_sessions.limit;
  const count = before.restrictions?.completed_sessions.count ?? 0;
  const link = tx.update('payment_link', before.id, {
    active: params.active ?? before.active,
    ...linkFields(terms),
    restrictions: limit === undefined ? null : { completed_sessions: { count, limit } },
    shipping_options: linkShippingOptions(tx, { terms, currency }),
  });
  tx.emit('payment_link.updated', link, before);
  return link;
};
