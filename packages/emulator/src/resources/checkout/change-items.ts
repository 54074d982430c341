// What a person changes about the order on the page: how many, what else, how much.
import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { resumSession } from './amounts.ts';
import { checkCustomAmount } from './custom-amount.ts';
import type { SessionItem } from './facts.ts';
import { offeredRate } from './shipping.ts';

type Session = Stripe.Checkout.Session;

function refuse(message: string, param: string) {
  return invalidRequest({ message, param });
}

function openItem(tx: Tx, { session, item: id }: { session: Session; item: string }): SessionItem {
  if (session.status !== 'open') throw refuse('This Checkout Session is no longer open.', 'session');
  const item = tx.get('_checkout', session.id).items.find((each) => each.id === id);
  if (!item) throw refuse('This item is no longer part of the order.', 'line_item');
  return item;
}

function withItem(tx: Tx, session: Session, changed: SessionItem): Session {
  const { items } = tx.get('_checkout', session.id);
  tx.update('_checkout', session.id, { items: items.map((item) => (item.id === changed.id ? changed : item)) });
  return resumSession(tx, session);
}

/** Somebody who subscribes cannot take the last thing subscribed to out of the order, nor a buyer the last item. */
function refuseEmpty(tx: Tx, { session, item }: { session: Session; item: SessionItem }): void {
  const isPlan = (each: SessionItem): boolean =>
    session.mode !== 'subscription' || tx.get('price', each.price).type === 'recurring';
  const rest = tx.get('_checkout', session.id).items.filter((each) => each.id !== item.id && each.quantity !== 0);
  if (!rest.some(isPlan)) throw refuse('The order must keep at least one item.', 'quantity');
}

/**
 * Says how many of an item are bought.
 *
 * @throws StripeError when the session does not leave it to the person, or beyond its limits (0 and 99 unless it says others).
 */
export function changeQuantity(
  tx: Tx,
  { session, item: id, quantity }: { session: Session; item: string; quantity: number },
): Session {
  const item = openItem(tx, { session, item: id });
  const { adjustable } = item;
  if (!adjustable?.enabled) throw refuse('The quantity of this item cannot be changed.', 'quantity');
  const least = adjustable.minimum ?? 0;
  const most = adjustable.maximum ?? 99;
  if (!Number.isInteger(quantity) || quantity < least || quantity > most) {
    throw refuse(`Choose a quantity from ${least} to ${most}.`, 'quantity');
  }
  if (quantity === 0) refuseEmpty(tx, { session, item });
  return withItem(tx, session, { ...item, quantity });
}

/** Says what an item costs whose price leaves that to the person. */
export function changeCustomAmount(
  tx: Tx,
  { session, item: id, amount }: { session: Session; item: string; amount: number },
): Session {
  const item = openItem(tx, { session, item: id });
  checkCustomAmount(tx.get('price', item.price), { amount, currency: session.currency ?? 'usd' });
  return withItem(tx, session, { ...item, customAmount: amount });
}

/** Takes one of the session's optional items into the order, or out of it again. */
export function chooseOptionalItem(
  tx: Tx,
  { session, index, isChosen }: { session: Session; index: number; isChosen: boolean },
): Session {
  const { items } = tx.get('_checkout', session.id);
  const offered = session.optional_items?.[index];
  if (session.status !== 'open' || !offered) throw refuse('This item is not offered.', 'optional_item');
  const others = items.filter((item) => item.optional !== index);
  const added: SessionItem = {
    id: tx.newId('li'),
    price: offered.price,
    quantity: offered.quantity,
    taxRates: null,
    adjustable: offered.adjustable_quantity,
    metadata: {},
    optional: index,
  };
  if (isChosen && others.length < items.length) return session;
  tx.update('_checkout', session.id, { items: isChosen ? [...items, added] : others });
  return resumSession(tx, session);
}

/** Chooses one of the ways of shipping. */
export function chooseShippingRate(tx: Tx, { session, rate }: { session: Session; rate: string }): Session {
  if (session.status !== 'open') return session;
  tx.update('_checkout', session.id, { shippingRate: offeredRate(session, rate) });
  return resumSession(tx, session);
}
