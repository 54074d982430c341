import type { Stripe } from 'stripe';
import { describe, expect, it } from 'vitest';
import talents from '../../../../catalogs/talents.ts';
import { planPaymentMethods } from './plan-payment-methods.ts';
import type { StripeCatalogState } from './push-step.ts';

function shown(value: 'on' | 'off'): Stripe.PaymentMethodConfiguration.Card {
  return { available: value === 'on', display_preference: { overridable: null, preference: value, value } };
}

/** Stripe's answer about an account that has these ways to pay switched on. */
function stateWith(configuration: Partial<Stripe.PaymentMethodConfiguration>): StripeCatalogState {
  const found: Stripe.PaymentMethodConfiguration = {
    id: 'pmc_1',
    object: 'payment_method_configuration',
    active: true,
    application: null,
    is_default: false,
    livemode: false,
    name: 'Purser talents: cards',
    parent: null,
    ...configuration,
  };
  return {
    seenAt: new Date('2026-03-01T12:00:00Z'),
    products: [],
    prices: [],
    meters: [],
    coupons: [],
    promotionCodes: [],
    portalConfigurations: [],
    paymentMethods: [found],
  };
}

describe('the ways to pay', () => {
  it('are cards and the wallets that hold them; what else the account offers is switched off', () => {
    const state = stateWith({ card: shown('on'), apple_pay: shown('on'), klarna: shown('on'), link: shown('on') });
    const [step, ...more] = planPaymentMethods(talents, state);
    expect(more).toEqual([]);
    expect(step).toMatchObject({
      write: 'paymentMethods.update',
      id: 'pmc_1',
      says: 'offer cards alone, not klarna, link',
      params: {
        klarna: { display_preference: { preference: 'off' } },
        link: { display_preference: { preference: 'off' } },
      },
    });
  });

  it('need nothing where cards are all there is', () => {
    expect(planPaymentMethods(talents, stateWith({ card: shown('on'), klarna: shown('off') }))).toEqual([]);
  });

  it('are settings of our own: those of others in the account stay as they are', () => {
    const [step] = planPaymentMethods(talents, stateWith({ name: 'Default', klarna: shown('on') }));
    expect(step).toMatchObject({ write: 'paymentMethods.create' });
  });
});
