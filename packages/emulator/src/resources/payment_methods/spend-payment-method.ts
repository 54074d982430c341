import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';

/** It was used without a customer, or taken from one: nobody can use it again. */
export function spendPaymentMethod(tx: Tx, { id, type }: Stripe.PaymentMethod): void {
  tx.update(type === 'card' ? '_card' : '_bank_account', id, { is_spent: true });
}

export function isSpent(tx: Tx, id: string): boolean {
  const facts = tx.find('_card', id) ?? tx.find('_bank_account', id);
  return facts?.is_spent ?? false;
}
