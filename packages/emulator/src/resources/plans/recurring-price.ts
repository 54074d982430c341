import type Stripe from 'stripe';
import { missing } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';

/** The price that a plan is. @throws StripeError 404: what is paid once was never a plan. */
export function recurringPrice(tx: Tx, id: string): Stripe.Price {
  const price = tx.find('price', id);
  if (price?.type === 'recurring') return price;
  throw missing('plan', id);
}
