// What tests of schedules begin with.
import type Stripe from 'stripe';
import { givenCustomer, givenPrice } from '../../billing-cycle/given-billing.ts';

export interface Plans {
  /** $10.00 a month. */
  small: string;
  /** $30.00 a month. */
  large: string;
  customer: string;
}

export async function givenPlans(stripe: Stripe, card = 'pm_card_visa'): Promise<Plans> {
  const small = await givenPrice(stripe, { unit_amount: 1000, name: 'Small' });
  const large = await givenPrice(stripe, { unit_amount: 3000, name: 'Large' });
  const customer = await givenCustomer(stripe, card);
  return { small: small.id, large: large.id, customer: customer.id };
}

/** The subscription of a schedule that has begun. */
export async function subscriptionOf(stripe: Stripe, schedule: string): Promise<Stripe.Subscription> {
  const { subscription } = await stripe.subscriptionSchedules.retrieve(schedule, { expand: ['subscription'] });
  return subscription as Stripe.Subscription;
}

/** A subscription's invoices, oldest first. */
export async function invoicesOf(stripe: Stripe, subscription: string): Promise<Stripe.Invoice[]> {
  const { data } = await stripe.invoices.list({ subscription, limit: 100 });
  return data.toReversed();
}
