import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { givenCustomer } from '../../billing-cycle/given-billing.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenPurchase, givenSession, pay } from './given-session.ts';

type Params = Partial<Stripe.Checkout.SessionCreateParams>;

describe('what the emulator does not act on is refused by its name', () => {
  const refused: [string, Params][] = [
    ['adaptive_pricing[enabled]', { adaptive_pricing: { enabled: true } }],
    ['managed_payments[enabled]', { managed_payments: { enabled: true } }],
    ['customer_account', { customer_account: 'acct_1' }],
    ['subscription_data[application_fee_percent]', { subscription_data: { application_fee_percent: 10 } }],
    ['subscription_data[transfer_data]', { subscription_data: { transfer_data: { destination: 'acct_1' } } }],
    [
      'automatic_tax[liability]',
      { automatic_tax: { enabled: true, liability: { type: 'account', account: 'acct_1' } } },
    ],
    ['payment_method_options[klarna]', { payment_method_options: { klarna: { setup_future_usage: 'none' } } }],
    [
      'payment_method_options[card][installments]',
      { payment_method_options: { card: { installments: { enabled: true } } } },
    ],
  ];
  test.each(refused)('%s', async (param, params) => {
    const { stripe } = await givenEmulator();
    await expect(givenSession(stripe, params)).rejects.toMatchObject({ type: 'StripeInvalidRequestError', param });
  });

  test('but switches that are off are nobody’s harm', async () => {
    const { stripe } = await givenEmulator();
    const off = { adaptive_pricing: { enabled: false }, managed_payments: { enabled: false } };
    expect(await givenSession(stripe, off)).toMatchObject({ status: 'open', adaptive_pricing: { enabled: false } });
  });
});

describe('Checkout refuses', () => {
  const refused: [string, Params, string][] = [
    ['permissions on its own page', { permissions: { update_shipping_details: 'server_only' } }, 'permissions'],
    [
      'a submit type in no mode that pays',
      { mode: 'setup', line_items: undefined as never, submit_type: 'pay' },
      'submit_type',
    ],
    ['to do without the only way to pay', { excluded_payment_method_types: ['card'] }, 'excluded_payment_method_types'],
    [
      'to allow only what there is none of',
      { allowed_payment_method_types: ['klarna'] },
      'allowed_payment_method_types',
    ],
    ['a field with a key that no form can hold', { custom_fields: [field('team name')] }, 'custom_fields[0][key]'],
    ['two fields with one key', { custom_fields: [field('team'), field('team')] }, 'custom_fields'],
    [
      'removing cards of nobody',
      { saved_payment_method_options: { payment_method_remove: 'enabled' } },
      'saved_payment_method_options[payment_method_remove]',
    ],
    [
      'an anchor in the past',
      { subscription_data: { billing_cycle_anchor: 1 } },
      'subscription_data[billing_cycle_anchor]',
    ],
    [
      'a tax rate that is none',
      { subscription_data: { default_tax_rates: ['txr_none'] } },
      'subscription_data[default_tax_rates]',
    ],
  ];
  test.each(refused)('%s', async (_name, params, param) => {
    const { stripe } = await givenEmulator();
    await expect(givenSession(stripe, params)).rejects.toMatchObject({ param: expect.stringContaining(param) });
  });

  test('items of a page that the merchant builds', async () => {
    const { stripe } = await givenEmulator();
    const elements = {
      ui_mode: 'elements',
      success_url: undefined as never,
      return_url: 'https://example.com',
    } as const;
    const refusal = givenSession(stripe, { ...elements, custom_fields: [field('team')] });
    await expect(refusal).rejects.toMatchObject({ param: 'custom_fields' });
  });

  test('a price in a currency that it has not', async () => {
    const { stripe } = await givenEmulator();
    await expect(givenPurchase(stripe, { currency: 'eur' })).rejects.toThrow('only supports `usd`');
  });
});

function field(key: string): Stripe.Checkout.SessionCreateParams.CustomField {
  return { key, label: { type: 'custom', custom: 'Team' }, type: 'text' };
}

test('a session shows what it was opened with, in Stripe’s shape', async () => {
  const { stripe } = await givenEmulator();
  const session = await givenSession(stripe, {
    name_collection: { business: { enabled: true, optional: true }, individual: { enabled: true } },
    excluded_payment_method_types: ['klarna'],
    wallet_options: { link: { display: 'never' } },
    integration_identifier: 'gym',
    locale: 'de',
    origin_context: 'web',
    payment_method_options: { card: { request_three_d_secure: 'any' } },
    client_reference_id: 'member_1',
  });
  expect(session).toMatchObject({
    branding_settings: { border_style: 'rounded', display_name: 'Purser sandbox', icon: null },
    client_reference_id: 'member_1',
    collected_information: null,
    customer_creation: 'always',
    customer_details: null,
    excluded_payment_method_types: ['klarna'],
    integration_identifier: 'gym',
    locale: 'de',
    name_collection: { business: { enabled: true, optional: true }, individual: { enabled: true, optional: false } },
    origin_context: 'web',
    payment_method_options: { card: { request_three_d_secure: 'any' } },
    saved_payment_method_options: { allow_redisplay_filters: ['always'], payment_method_remove: 'disabled' },
    wallet_options: { link: { display: 'never' } },
  });
});

test('a guest’s session saves no cards and makes no customer, a member’s does', async () => {
  const { emulator, stripe } = await givenEmulator();
  const guest = await givenPurchase(stripe);
  expect(guest).toMatchObject({
    customer_creation: 'if_required',
    invoice_creation: { enabled: false, invoice_data: { issuer: null } },
    payment_method_collection: 'if_required',
    saved_payment_method_options: null,
  });
  const { session } = await pay(emulator, guest, 'pm_card_visa');
  expect(session).toMatchObject({ customer: null, collected_information: null, customer_details: { tax_ids: [] } });
  const member = await givenCustomer(stripe);
  expect(await givenPurchase(stripe, { customer: member.id })).toMatchObject({
    customer_creation: null,
    customer_details: { email: 'ada@example.com' },
    saved_payment_method_options: { payment_method_save: null },
  });
});

test('names that the person gives go to the session and to the customer', async () => {
  const { emulator, stripe } = await givenEmulator();
  const opened = await givenSession(stripe, { name_collection: { business: { enabled: true } } });
  const { session } = await pay(emulator, opened, 'pm_card_visa', {
    businessName: 'Analytical Engines',
    individualName: 'Ada King',
  });
  expect(session).toMatchObject({
    collected_information: { business_name: 'Analytical Engines', individual_name: 'Ada King', shipping_details: null },
    customer_details: { business_name: 'Analytical Engines', individual_name: 'Ada King', name: 'Analytical Engines' },
  });
  expect(await stripe.customers.retrieve(session.customer as string)).toMatchObject({
    business_name: 'Analytical Engines',
    individual_name: 'Ada King',
  });
});
