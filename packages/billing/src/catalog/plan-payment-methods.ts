import type { Stripe } from 'stripe';
import type { Catalog } from './define-catalog.ts';
import type { PushStep, StripeCatalogState } from './push-step.ts';

/** Cards, the wallets that hold cards, and a card network of its own choice of brand. */
const cardMethods = new Set(['card', 'apple_pay', 'google_pay', 'samsung_pay', 'cartes_bancaires']);

/** The one with our name; the oldest, should there ever be two. Stripe keeps no metadata on these. */
export function paymentMethodsOf(
  catalog: Catalog,
  configurations: Stripe.PaymentMethodConfiguration[],
): Stripe.PaymentMethodConfiguration | undefined {
  return configurations.findLast(({ name }) => name === nameFor(catalog));
}

/**
 * Cards only: other ways to pay may settle days later, or cannot be charged again without their owner.
 * What else the account has switched on is known from Stripe's answer alone, so it is switched off at the second look.
 * @see https://docs.stripe.com/payments/payment-method-configurations
 */
export function planPaymentMethods(catalog: Catalog, { paymentMethods, seenAt }: StripeCatalogState): PushStep[] {
  const found = paymentMethodsOf(catalog, paymentMethods);
  if (found === undefined) {
    return [
      {
        write: 'paymentMethods.create',
        params: { name: nameFor(catalog), card: { display_preference: { preference: 'on' } } },
        name: `payment-methods:${catalog.id}`,
        says: 'create the settings that offer cards alone',
      },
    ];
  }
  const unwanted = methodsShown(found).filter((method) => !cardMethods.has(method));
  if (found.active && unwanted.length === 0) return [];
  return [
    {
      write: 'paymentMethods.update',
      id: found.id,
      params: {
        active: true,
        ...Object.fromEntries(unwanted.map((method) => [method, { display_preference: { preference: 'off' } }])),
      },
      // These settings have neither metadata nor a time of change. The write says what shall be, so twice is no harm.
      name: `payment-methods:${found.id}:seen:${seenAt.toISOString()}`,
      says: `offer cards alone${unwanted.length === 0 ? '' : `, not ${unwanted.join(', ')}`}`,
    },
  ];
}

function methodsShown(configuration: Stripe.PaymentMethodConfiguration): string[] {
  return Object.entries(configuration).flatMap(([method, setting]: [string, unknown]) => {
    if (setting === null || typeof setting !== 'object' || !('display_preference' in setting)) return [];
    const { value } = setting.display_preference as Stripe.PaymentMethodConfiguration.Card['display_preference'];
    return value === 'on' ? [method] : [];
  });
}

function nameFor(catalog: Catalog): string {
  return `Purser ${catalog.id}: cards`;
}
