import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { SessionItem } from './facts.ts';
import { checkKinds, itemPrice, sessionItem } from './session-items.ts';

type Session = Stripe.Checkout.Session;
type GivenItem = NonNullable<Stripe.Checkout.SessionUpdateParams['line_items']>[number];

/** An item that stays is named by its id; what is said beside it replaces what it was. */
function changedItem(
  tx: Tx,
  { given, stored, name }: { given: GivenItem; stored: readonly SessionItem[]; name: string },
): SessionItem {
  const before = stored.find((item) => item.id === given.id);
  if (!before) {
    throw invalidRequest({
      code: 'resource_missing',
      message: `No such line item: '${given.id}'`,
      param: `${name}[id]`,
    });
  }
  const isRepriced = given.price !== undefined || given.price_data !== undefined;
  const price = isRepriced ? itemPrice(tx, pricing(given), name) : tx.get('price', before.price);
  const quantity = given.quantity ?? before.quantity;
  const rates = given.tax_rates === undefined ? before.taxRates : given.tax_rates || null;
  const checked = sessionItem(tx, {
    item: {
      ...(quantity === undefined ? {} : { quantity }),
      ...(rates ? { tax_rates: rates } : {}),
      ...(given.adjustable_quantity ? { adjustable_quantity: given.adjustable_quantity } : {}),
    },
    price,
    name,
  });
  return {
    ...before,
    ...checked,
    id: before.id,
    adjustable: given.adjustable_quantity ? checked.adjustable : before.adjustable,
    metadata: mergedMetadata(before.metadata, given.metadata),
  };
}

/** What says an item's price. */
function pricing({ price, price_data: data }: GivenItem): { price?: string; price_data?: GivenItem['price_data'] } {
  return { ...(price === undefined ? {} : { price }), ...(data ? { price_data: data } : {}) };
}

function addedItem(tx: Tx, { given, name }: { given: GivenItem; name: string }): SessionItem {
  const { id: _id, metadata, tax_rates: rates, ...item } = given;
  return sessionItem(tx, {
    item: { ...item, ...(metadata ? { metadata } : {}), ...(rates ? { tax_rates: rates } : {}) },
    price: itemPrice(tx, pricing(given), name),
    name,
  });
}

/** The items of a session after an update: the list is sent whole, what is not on it leaves. */
export function itemsAfter(
  tx: Tx,
  { session, given }: { session: Session; given: readonly GivenItem[] },
): SessionItem[] {
  if (given.length === 0) {
    throw invalidRequest({ message: 'A Checkout Session must keep at least one line item.', param: 'line_items' });
  }
  const stored = tx.get('_checkout', session.id).items;
  const items = given.map((item, index) => {
    const name = `line_items[${index}]`;
    return item.id === undefined
      ? addedItem(tx, { given: item, name })
      : changedItem(tx, { given: item, stored, name });
  });
  const prices = items.map((item) => tx.get('price', item.price));
  checkKinds(prices, { mode: session.mode, ...(session.currency === null ? {} : { currency: session.currency }) });
  return items;
}
