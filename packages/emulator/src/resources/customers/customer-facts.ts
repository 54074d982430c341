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
