import type Stripe from 'stripe';
import { givenPrice, givenShop } from './given-shop.ts';
import type { Shop } from './given-shop.ts';

/** A shop with two plans and a portal in which everything is allowed. */
export interface PortalShop {
  shop: Shop;
  stripe: Stripe;
  lightweight: Stripe.Price;
  middleweight: Stripe.Price;
  /** Somebody who pays $14.99 a month for Lightweight with a Visa card. */
  givenSubscriber(name?: string): Promise<{
    customer: Stripe.Customer;
    card: Stripe.PaymentMethod;
    subscription: Stripe.Subscription;
  }>;
  /** The address of a new session. */
  givenLink(customer: string, flow?: Stripe.BillingPortal.SessionCreateParams.FlowData): Promise<string>;
}

export async function givenPortalShop(): Promise<PortalShop> {
  const shop = await givenShop();
  const { stripe } = shop;
  const lightweight = await givenPrice(stripe, { name: 'Lightweight', amount: 1499 });
  const middleweight = await givenPrice(stripe, { name: 'Middleweight', amount: 7900 });
  const configuration = await stripe.billingPortal.configurations.create(portalFor([lightweight, middleweight]));
  return {
    shop,
    stripe,
    lightweight,
    middleweight,
    async givenSubscriber(name = 'Ada Lovelace') {
      const customer = await stripe.customers.create({ name, email: 'ada@example.com' });
      const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
      const subscription = await stripe.subscriptions.create({
        customer: customer.id,
        items: [{ price: lightweight.id }],
        default_payment_method: card.id,
      });
      return { customer, card, subscription };
    },
    async givenLink(customer, flow) {
      const session = await stripe.billingPortal.sessions.create({
        customer,
        configuration: configuration.id,
        return_url: `${shop.url}/account`,
        ...(flow ? { flow_data: flow } : {}),
      });
      return session.url;
    },
  };
}

function portalFor(prices: readonly Stripe.Price[]): Stripe.BillingPortal.ConfigurationCreateParams {
  return {
    business_profile: { headline: 'Look after your plan' },
    features: {
      customer_update: { enabled: true, allowed_updates: ['name', 'email', 'address', 'tax_id'] },
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: {
        enabled: true,
        cancellation_reason: { enabled: true, options: ['too_expensive', 'unused', 'other'] },
      },
      subscription_pause: {
        enabled: true,
        duration: {
          type: 'interval_options',
          interval_options: [{ interval: 'month' }, { interval: 'week', interval_count: 2 }],
        },
      },
      subscription_update: {
        enabled: true,
        default_allowed_updates: ['price', 'promotion_code'],
        proration_behavior: 'always_invoice',
        products: prices.map((price) => ({ product: String(price.product), prices: [price.id] })),
      },
    },
  };
}
