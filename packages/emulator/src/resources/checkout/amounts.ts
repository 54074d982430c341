import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { sumSession, type SessionSum } from './sum-session.ts';

type Session = Stripe.Checkout.Session;

function sum(values: readonly { amount: number }[] | null): number {
  return (values ?? []).reduce((all, { amount }) => all + amount, 0);
}

/** The sums that a session shows; all null in setup mode. */
export function amountFields(tx: Tx, session: Session, summed?: SessionSum): Partial<Session> {
  if (session.mode === 'setup') return {};
  const { invoice, shipping } = summed ?? sumSession(tx, session);
  return {
    amount_subtotal: invoice.subtotal,
    amount_total: invoice.total,
    automatic_tax: { ...session.automatic_tax, status: invoice.automatic_tax.status },
    shipping_cost: shipping,
    total_details: {
      amount_discount: sum(invoice.total_discount_amounts),
      amount_shipping: shipping?.amount_subtotal ?? 0,
      amount_tax: sum(invoice.total_taxes),
    },
  };
}

/** Works the sums of an open session out anew, after something about it changed. */
export function resumSession(tx: Tx, session: Session): Session {
  return tx.update('checkout.session', session.id, amountFields(tx, session));
}
