// What tests of billing begin with.
import type Stripe from 'stripe';

/** Unix seconds of an ISO moment. */
export function seconds(moment: string): number {
  return Date.parse(moment) / 1000;
}

/** The UTC day of unix seconds. */
export function day(at: number | null | undefined): string {
  return new Date((at ?? 0) * 1000).toISOString().slice(0, 10);
}

/** A price of its own product; monthly unless said otherwise. */
export async function givenPrice(
  stripe: Stripe,
  data: Partial<Stripe.PriceCreateParams> & { name?: string } = {},
): Promise<Stripe.Price> {
  const { name = 'Lightweight', ...rest } = data;
  return stripe.prices.create({
    currency: 'usd',
    recurring: { interval: 'month' },
    product_data: { name },
    ...rest,
  });
}

/** A customer whose invoices are paid with a test card; without one when none is named. */
export async function givenCustomer(
  stripe: Stripe,
  card?: string,
  data: Stripe.CustomerCreateParams = {},
): Promise<Stripe.Customer> {
  const customer = await stripe.customers.create({ email: 'ada@example.com', name: 'Ada', ...data });
  if (card === undefined) return customer;
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  return stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: method.id } });
}
