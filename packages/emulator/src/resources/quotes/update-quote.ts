import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import { withParams } from './quote-fields.ts';
import { currencyOf, quoteItems } from './quote-items.ts';
import { summedFields } from './quote-sums.ts';

/** After it is finalized, only the end of a quote can be moved. */
const editableOpen = new Set(['expand', 'expires_at']);

/** @see https://docs.stripe.com/api/quotes/update */
export const updateQuote: Handler<'POST /v1/quotes/:id'> = (tx, { path, params }) => {
  const before = tx.get('quote', path.id);
  const isOpenEdit = before.status === 'open' && Object.keys(params).every((name) => editableOpen.has(name));
  if (before.status !== 'draft' && !isOpenEdit) {
    throw invalidRequest({
      message: `This quote's status is \`${before.status}\`: only a draft can be edited, and of an open quote only \`expires_at\`.`,
    });
  }
  const quote = withParams(tx, before, params);
  const facts = tx.get('_quote', before.id);
  const items = params.line_items
    ? quoteItems(tx, params.line_items, { customer: idOf(quote.customer), before: facts.items })
    : facts.items;
  tx.update('_quote', before.id, { items });
  const updated = tx.update('quote', before.id, { ...quote, currency: currencyOf(tx, items) });
  return tx.update('quote', before.id, summedFields(tx, updated));
};
