import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';

/** The invoice that the token of a hosted page's address names. Invoice ids are not guessable, so they are the tokens. */
export function findInvoiceByToken(tx: Tx, token: string): Stripe.Invoice | undefined {
  return tx.find('invoice', token);
}
