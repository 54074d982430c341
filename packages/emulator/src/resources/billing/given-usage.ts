// What tests of usage begin with.
import type Stripe from 'stripe';
import { givenCustomer, givenPrice } from '../../billing-cycle/given-billing.ts';
import type { Emulator, EmulatorOptions } from '../../create-emulator.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';

export interface GivenUsage {
  emulator: Emulator;
  stripe: Stripe;
  meter: Stripe.Billing.Meter;
  /** Its invoices are paid with a test card. */
  customer: Stripe.Customer;
  /** A monthly price of the meter; 100 cents for each unless said otherwise. */
  meteredPrice(data?: Partial<Stripe.PriceCreateParams>): Promise<Stripe.Price>;
  /** Reports a use now, or at an earlier time. */
  use(value: number | string, timestamp?: number): Promise<Stripe.Billing.MeterEvent>;
  /** The latest invoice of a subscription. */
  latestInvoice(subscription: string): Promise<Stripe.Invoice>;
}

/** A meter that sums, and a customer who can pay. */
export async function givenUsage(
  options: EmulatorOptions = {},
  aggregation: Stripe.Billing.MeterCreateParams.DefaultAggregation.Formula = 'sum',
): Promise<GivenUsage> {
  const { emulator, stripe } = await givenEmulator(options);
  const meter = await stripe.billing.meters.create({
    display_name: 'Assessments',
    event_name: 'assessment',
    default_aggregation: { formula: aggregation },
  });
  const customer = await givenCustomer(stripe, 'pm_card_visa');
  return {
    emulator,
    stripe,
    meter,
    customer,
    meteredPrice: (data = {}) =>
      givenPrice(stripe, {
        name: 'Assessments',
        ...(data.billing_scheme === 'tiered' || data.unit_amount_decimal ? {} : { unit_amount: 100 }),
        recurring: { interval: 'month', usage_type: 'metered', meter: meter.id },
        ...data,
      }),
    use: (value, timestamp) =>
      stripe.billing.meterEvents.create({
        event_name: meter.event_name,
        payload: { stripe_customer_id: customer.id, value: String(value) },
        ...(timestamp === undefined ? {} : { timestamp }),
      }),
    async latestInvoice(subscription) {
      const { data } = await stripe.invoices.list({ subscription, limit: 1 });
      return data[0] as Stripe.Invoice;
    },
  };
}
