import type Stripe from 'stripe';

/** Each way to pay that a configuration names; all have the same shape. */
export type MethodSettings = Omit<
  Stripe.PaymentMethodConfiguration,
  'id' | 'object' | 'active' | 'application' | 'is_default' | 'livemode' | 'name' | 'parent'
>;

type Given = Record<string, { display_preference?: { preference?: string } } | undefined>;

/**
 * Ways to pay after a write. Only cards and two bank debits can be had in the emulator: another way may be switched on, and is
 * then shown as wanted but not available.
 */
export function methodSettingsAfter(stored: MethodSettings, given: Given): MethodSettings {
  const changed: Record<string, Stripe.PaymentMethodConfiguration.Card> = {};
  for (const [method, setting] of Object.entries(given)) {
    const preference = setting?.display_preference?.preference;
    if (preference === undefined) continue;
    const available = method === 'card' || method === 'sepa_debit' || method === 'us_bank_account';
    const value = available && preference !== 'off' ? 'on' : 'off';
    changed[method] = { available, display_preference: { overridable: null, preference, value } };
  }
  return { ...stored, ...(changed as MethodSettings) };
}

/** What a new configuration starts with. */
export const cardsOnly: MethodSettings = methodSettingsAfter(
  {},
  {
    apple_pay: { display_preference: { preference: 'off' } },
    card: { display_preference: { preference: 'on' } },
    google_pay: { display_preference: { preference: 'off' } },
    link: { display_preference: { preference: 'off' } },
    sepa_debit: { display_preference: { preference: 'off' } },
    us_bank_account: { display_preference: { preference: 'off' } },
  },
);
