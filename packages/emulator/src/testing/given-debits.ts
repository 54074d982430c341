import type Stripe from 'stripe';

/** Switches both bank debits on for the whole account, as its owner does in the dashboard. */
export async function givenDebits(stripe: Stripe): Promise<void> {
  const [configuration] = (await stripe.paymentMethodConfigurations.list()).data;
  const on = { display_preference: { preference: 'on' as const } };
  await stripe.paymentMethodConfigurations.update(configuration?.id ?? '', { sepa_debit: on, us_bank_account: on });
}
