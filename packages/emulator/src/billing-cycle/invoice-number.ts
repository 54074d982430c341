import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { accountSettings } from './account-settings.ts';

function numbered(prefix: string, sequence: number): string {
  return `${prefix}-${String(sequence).padStart(4, '0')}`;
}

/** The highest number given so far with the account's prefix, plus one. */
function nextAccountSequence(tx: Tx, prefix: string): number {
  const sequences = tx
    .list('invoice')
    .flatMap(({ number }) => (number?.startsWith(`${prefix}-`) ? [Number(number.slice(prefix.length + 1))] : []));
  return Math.max(0, ...sequences) + 1;
}

/**
 * Gives the next invoice number of a customer or of the account, as the account is set, and counts on.
 *
 * @see https://docs.stripe.com/invoicing/customize
 */
export function takeInvoiceNumber(tx: Tx, customer: Stripe.Customer): string {
  const { invoiceNumbering, accountInvoicePrefix } = accountSettings(tx);
  if (invoiceNumbering === 'account') {
    return numbered(accountInvoicePrefix, nextAccountSequence(tx, accountInvoicePrefix));
  }
  const sequence = customer.next_invoice_sequence ?? 1;
  tx.update('customer', customer.id, { next_invoice_sequence: sequence + 1 });
  return numbered(customer.invoice_prefix ?? customer.id.slice(-8).toUpperCase(), sequence);
}
