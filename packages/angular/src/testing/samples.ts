import type { Account, CatalogPlan, CatalogView } from '@purser/angular';

type Subscription = NonNullable<Account['subscription']>;

function price(billing_period: 'monthly' | 'annual', amount: number, savings_percent: number | null = null) {
  return { billing_period, amount, currency: 'usd', lookup_key: billing_period, savings_percent };
}

function plan(id: string, name: string, more: Partial<CatalogPlan>): CatalogPlan {
  return {
    id,
    name,
    description: `${name} for testing`,
    features: [`All of ${name}`],
    highlighted: false,
    call_to_action: `Choose ${name}`,
    is_free: false,
    prices: [],
    trial_days: null,
    trial_needs_card: true,
    entitlements: {},
    ...more,
  };
}

/** A catalog with a free plan, one that is only sold by the month, and two that are sold both ways. */
export function sampleCatalog(more: Partial<CatalogView> = {}): CatalogView {
  return {
    id: 'sample',
    brand: {
      name: 'Lantern',
      headline: 'Plans for every lantern',
      tagline: 'Light, by the month or by the year',
      support_email: 'help@lantern.example',
      privacy_url: 'https://lantern.example/privacy',
      terms_url: 'https://lantern.example/terms',
      accent: '#7a3e00',
      accent_dark: '#ffc48a',
    },
    currency: 'usd',
    default_billing_period: 'annual',
    max_savings_percent: 25,
    plans: [
      plan('wick', 'Wick', { is_free: true }),
      plan('candle', 'Candle', { prices: [price('monthly', 650)] }),
      plan('lamp', 'Lamp', { prices: [price('monthly', 2000), price('annual', 18_000, 25)], highlighted: true }),
      plan('beacon', 'Beacon', { prices: [price('monthly', 9000), price('annual', 97_200, 10)] }),
    ],
    enterprise: {
      name: 'Harbour',
      description: 'For coasts',
      call_to_action: 'Write to us',
      contact: 'mailto:coast@lantern.example',
    },
    sandbox: true,
    ...more,
  };
}

/** An active annual Lamp, renewed on March 14, 2027 with a Visa card. */
export function sampleSubscription(more: Partial<Subscription> = {}): Subscription {
  return {
    id: 'sub_sample',
    status: 'active',
    tier: 'lamp',
    billing_period: 'annual',
    price: { amount: 18_000, currency: 'usd' },
    current_period_end: '2027-03-14T12:00:00.000Z',
    trial_end: null,
    cancels_at: null,
    access_until: null,
    card: { brand: 'visa', last4: '4242', exp_month: 4, exp_year: 2031 },
    last_payment_error: null,
    open_invoice_url: null,
    next_payment_attempt: null,
    ...more,
  };
}

/** Somebody signed in; without a subscription unless one is given. */
export function sampleAccount(subscription: Subscription | null = null, more: Partial<Account> = {}): Account {
  return {
    user: { id: 'user_1', email: 'keeper@lantern.example', name: 'Ida Lewis' },
    tier: subscription?.tier ?? 'wick',
    entitlements: {},
    subscription,
    has_customer: subscription !== null,
    ...more,
  };
}
