// What must be true of the money whatever a test did: looked at when it ends.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';

function sum<T>(values: readonly T[] | null | undefined, amount: (value: T) => number): number {
  return (values ?? []).reduce((total, value) => total + amount(value), 0);
}

/** Where charges, refunds, balance transactions, invoices and customers' balances do not tell the same story. */
export function bookProblems(tx: Tx): string[] {
  return [
    ...tx.list('balance_transaction').flatMap(ofTransaction),
    ...tx.list('charge').flatMap((charge) => ofCharge(tx, charge)),
    ...tx.list('invoice').flatMap(ofInvoice),
    ...tx.list('customer').flatMap((customer) => ofCustomer(tx, customer)),
  ];
}

/** One line for each sum that is not what it should be. */
function unequal(what: string, actual: number, expected: number): string[] {
  return actual === expected ? [] : [`${what} is ${actual} and should be ${expected}`];
}

function ofTransaction({ id, amount, fee, fee_details: details, net }: Stripe.BalanceTransaction): string[] {
  return [
    ...unequal(`net of ${id}`, net, amount - fee),
    ...unequal(
      `fee of ${id}`,
      fee,
      sum(details, (detail) => detail.amount),
    ),
  ];
}

function ofCharge(tx: Tx, charge: Stripe.Charge): string[] {
  const refunds = tx.list('refund', { charge: charge.id });
  // A refund of money that was only held moves none.
  const moved = refunds.filter(({ balance_transaction: entry }) => entry !== null);
  const kept = moved.filter(({ status }) => status !== 'failed' && status !== 'canceled');
  const given = sum(kept, ({ amount }) => amount);
  // What was held and never taken counts as refunded, without a refund.
  const released = charge.amount - charge.amount_captured;
  const isReleased = charge.amount_refunded === given + released;
  const found = isReleased ? [] : unequal(`amount_refunded of ${charge.id}`, charge.amount_refunded, given);
  if (given > charge.amount_captured) found.push(`${charge.id} was refunded ${given} of ${charge.amount_captured}`);
  if (charge.balance_transaction === null) return found;
  const sources = [charge.id, ...refunds.map(({ id }) => id)];
  const entries = sources.flatMap((source) => tx.list('balance_transaction', { source }));
  const booked = sum(entries, ({ amount }) => amount);
  return [...found, ...unequal(`what is booked for ${charge.id}`, booked, charge.amount_captured - given)];
}

/** What the discounts of a line's own take; the subtotal has lost that already. */
function ownDiscounts({ discounts, discount_amounts: amounts }: Stripe.InvoiceLineItem): number {
  const own = new Set(discounts.map((discount) => idOf(discount)));
  return sum(amounts, ({ amount, discount }) => (own.has(idOf(discount)) ? amount : 0));
}

function ofInvoice(invoice: Stripe.Invoice): string[] {
  const { id, status, subtotal, total } = invoice;
  const lines = sum(invoice.lines.data, ({ amount }) => amount);
  const credits = sum(invoice.total_pretax_credit_amounts, ({ amount }) => amount);
  const onTop = (invoice.total_taxes ?? []).filter(({ tax_behavior: behavior }) => behavior === 'exclusive');
  const shipping = invoice.shipping_cost?.amount_subtotal ?? 0;
  const found = [
    ...unequal(`subtotal of ${id}`, subtotal, lines - sum(invoice.lines.data, ownDiscounts)),
    ...unequal(`total of ${id}`, total, lines - credits + sum(onTop, ({ amount }) => amount) + shipping),
  ];
  if (status !== 'open' && status !== 'paid') return found;
  const asked = invoice.amount_paid + invoice.amount_remaining;
  return [...found, ...unequal(`what was and is to be paid of ${id}`, asked, invoice.amount_due)];
}

function ofCustomer(tx: Tx, { id, balance }: Stripe.Customer): string[] {
  const moved = tx.list('customer_balance_transaction', { customer: id });
  return unequal(
    `balance of ${id}`,
    balance,
    sum(moved, ({ amount }) => amount),
  );
}
