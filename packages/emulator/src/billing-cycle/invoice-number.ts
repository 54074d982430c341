import type Stripe from 'stripe';
import { resource } from '../kernel/resource.ts';
import type { Tx } from '../kernel/tx.ts';
import { accountSettings } from './account-settings.ts';

declare module '../kernel/objects.ts' {
  interface StripeObjects {
    _invoice_sequence: { id: string; object: '_invoice_sequence'; next: number };
  }
}

export const invoiceSequences = resource('_invoice_sequence', {});

/** `PREFIX-0001` */
export function numbered(prefix: string, sequence: number): string {
  return `${prefix}-${String(sequence).padStart(4, '0')}`;
}

/** The next number of a sequence of the account's, one for each prefix that it ever had. */
export function nextSequence(tx: Tx, prefix: string): number {
  const known = tx.find('_invoice_sequence', prefix);
  if (!known) tx.insert('_invoice_sequence', { id: prefix, object: '_invoice_sequence', next: 2 });
  else tx.update('_invoice_sequence', prefix, { next: known.next + 1 });
  return known?.next ?? 1;
}

/**
 * Gives the next invoice number of a customer or of the account, as the account is set, and counts on.
 *
 * @see https://docs.stripe.com/invoicing/customize
 */
export function takeInvoiceNumber(tx: Tx, customer: Stripe.Customer): string {
  const { invoiceNumbering, accountInvoicePrefix } = accountSettings(tx);
  if (invoiceNumbering === 'account') {
    return numbered(accountInvoicePrefix, nextSequence(tx, accountInvoicePrefix));
  }
  const sequence = customer.next_invoice_sequence ?? 1;
  tx.update('customer', customer.id, { next_invoice_sequence: sequence + 1 });
  return numbered(customer.invoice_prefix ?? customer.id.slice(-8).toUpperCase(), sequence);
}
