import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { decimalsOf } from '../../money/currencies.ts';
import { changeCustomAmount, changeQuantity, chooseOptionalItem } from '../../resources/checkout/change-items.ts';
import { refusalText } from '../card-payment.ts';
import type { FormValues } from '../form-fields.ts';
import { savePageDraft } from '../page-draft.ts';

type Session = Stripe.Checkout.Session;
type Change = (tx: Tx, session: Session, form: FormValues) => void;

/** Minor units of a sum as people type it: "12", "12.50", "1,200.00". */
export function typedAmount(typed: string | undefined, currency: string): number {
  const text = (typed ?? '').replace(/[\s,]/g, '').replace(/^[^\d.]+/, '');
  return /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 10 ** decimalsOf(currency)) : NaN;
}

/** A change that is refused leaves the order as it was, and says why. */
function orError(change: Change): Change {
  return (tx, session, form) => {
    let orderError: string | null = null;
    try {
      change(tx, session, form);
    } catch (error) {
      orderError = refusalText(error);
    }
    savePageDraft(tx, session.id, { orderError, alert: null });
  };
}

/** What a person changes about the order, by the last part of the address. */
export const orderChanges: Record<string, Change> = {
  quantity: orError((tx, session, form) => {
    changeQuantity(tx, { session, item: form.item ?? '', quantity: Number(form.quantity || NaN) });
  }),
  amount: orError((tx, session, form) => {
    const amount = typedAmount(form.customUnitAmount, session.currency ?? 'usd');
    changeCustomAmount(tx, { session, item: form.item ?? '', amount });
  }),
  'optional-item': orError((tx, session, form) => {
    chooseOptionalItem(tx, { session, index: Number(form.index), isChosen: true });
  }),
  'optional-item/remove': orError((tx, session, form) => {
    const item = tx.get('_checkout', session.id).items.find(({ id }) => id === form.item);
    if (item?.optional !== undefined) chooseOptionalItem(tx, { session, index: item.optional, isChosen: false });
  }),
};
