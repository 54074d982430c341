/**
 * Whether a session without a customer leads to one: subscriptions and invoices need one, a single payment does not.
 *
 * @see https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-customer_creation
 */
export function makesCustomer(session: {
  mode?: string;
  customer_creation?: string | null;
  invoice_creation?: { enabled: boolean } | null;
}): boolean {
  return (
    session.mode === 'subscription' ||
    session.customer_creation === 'always' ||
    session.invoice_creation?.enabled === true
  );
}
