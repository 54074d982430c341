import type { Tx } from '../../kernel/tx.ts';

/** What is known of a customer and not shown among its fields. */
export interface CustomerFacts {
  id: string;
  object: '_customer';
  /** For the tax location; Stripe shows it under `tax`. */
  ip_address: string | null;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _customer: CustomerFacts;
  }
}

/** Keeps what a write says of a customer's IP address; an empty one is forgotten, one that is not given stays. */
export function rememberIpAddress(tx: Tx, customer: string, given: string | null | undefined): void {
  if (given === undefined) return;
  const ip_address = given || null;
  if (tx.find('_customer', customer)) tx.update('_customer', customer, { ip_address });
  else tx.insert('_customer', { id: customer, object: '_customer', ip_address });
}
