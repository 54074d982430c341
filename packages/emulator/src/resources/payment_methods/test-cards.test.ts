import Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { countryCards } from '../../cards/country-cards.ts';
import { allTestCards } from '../../cards/test-cards.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';

/**
 * Stripe's test cards (https://docs.stripe.com/testing): the number that is typed, the name within `pm_card_…` and `tok_…`, what
 * a payment answers while the customer is there, what attaching answers, how the charge's outcome reads, and what follows once
 * the customer authenticated.
 */
type Row = [number: string, name: string, pays: string, attaches: string, outcome: string, authenticated?: string];

const table: readonly Row[] = [
  ['4242424242424242', 'visa', 'succeeded', 'attached', 'authorized, normal'],
  ['4000056655665556', 'visa_debit', 'succeeded', 'attached', 'authorized, normal'],
  ['5555555555554444', 'mastercard', 'succeeded', 'attached', 'authorized, normal'],
  ['5200828282828210', 'mastercard_debit', 'succeeded', 'attached', 'authorized, normal'],
  ['5105105105105100', 'mastercard_prepaid', 'succeeded', 'attached', 'authorized, normal'],
  ['378282246310005', 'amex', 'succeeded', 'attached', 'authorized, normal'],
  ['6011111111111117', 'discover', 'succeeded', 'attached', 'authorized, normal'],
  ['3056930009020004', 'diners', 'succeeded', 'attached', 'authorized, normal'],
  ['3566002020360505', 'jcb', 'succeeded', 'attached', 'authorized, normal'],
  ['6200000000000005', 'unionpay', 'succeeded', 'attached', 'authorized, normal'],
  ...declining('4000000000000002', 'visa_chargeDeclined', 'card_declined', 'generic_decline'),
  ...declining('4000000000009995', 'visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'),
  ...declining('4000000000009987', 'visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'),
  ...declining('4000000000009979', 'visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'),
  ...declining('4000000000000069', 'chargeDeclinedExpiredCard', 'expired_card', 'expired_card'),
  ...declining('4000000000000127', 'chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc'),
  ...declining('4000000000000119', 'chargeDeclinedProcessingError', 'processing_error', 'processing_error'),
  ...declining(
    '4000000000006975',
    'visa_chargeDeclinedVelocityLimitExceeded',
    'card_declined',
    'card_velocity_exceeded',
  ),
  [
    '4000000000000341',
    'chargeCustomerFail',
    'card_declined/generic_decline',
    'attached',
    'issuer_declined, normal: generic_decline',
  ],
  ['4100000000000019', 'radarBlock', 'card_declined/fraudulent', 'attached', 'blocked, highest: highest_risk_level'],
  ['4000000000004954', 'riskLevelHighest', 'succeeded', 'attached', 'authorized, highest: highest_risk_level'],
  ['4000000000009235', 'riskLevelElevated', 'succeeded', 'attached', 'authorized, elevated: elevated_risk_level'],
  ['4000000000000101', 'cvcCheckFail', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000000000036', 'avsZipFail', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000000000028', 'avsLine1Fail', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000000000010', 'avsFail', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000000000044', 'avsUnchecked', 'succeeded', 'attached', 'authorized, normal'],
  ['4001858821843804', 'freeTrialAbuseBlock', 'succeeded', 'attached', 'authorized, normal'],
  ['4000002500003155', 'authenticationRequiredOnSetup', 'requires_action', 'attached', '', 'succeeded'],
  ['4000002760003184', 'authenticationRequired', 'requires_action', 'attached', '', 'succeeded'],
  ['4000003800000446', 'authenticationRequiredSetupForOffSession', 'requires_action', 'attached', '', 'succeeded'],
  [
    '4000008260003178',
    'authenticationRequiredChargeDeclinedInsufficientFunds',
    'requires_action',
    'attached',
    '',
    'card_declined/insufficient_funds',
  ],
  ['4000000000003220', 'threeDSecure2Required', 'requires_action', 'attached', '', 'succeeded'],
  ['4000008400000027', 'threeDSecureRequired', 'requires_action', 'attached', '', 'succeeded'],
  [
    '4000008400001629',
    'threeDSecureRequiredChargeDeclined',
    'requires_action',
    'attached',
    '',
    'card_declined/generic_decline',
  ],
  [
    '4000008400001280',
    'threeDSecureRequiredProcessingError',
    'card_declined/generic_decline',
    'attached',
    'issuer_declined, normal: generic_decline',
  ],
  ['4000000000003055', 'threeDSecureOptional', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000000003097', 'threeDSecureOptionalProcessingError', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000000000259', 'createDispute', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000000002685', 'createDisputeProductNotReceived', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000000001976', 'createDisputeInquiry', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000000005423', 'createIssuerFraudRecord', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000404000079', 'createMultipleDisputes', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000404000038', 'createCe3EligibleDispute', 'succeeded', 'attached', 'authorized, normal'],
  ['4000008400000779', 'createComplianceDispute', 'succeeded', 'attached', 'authorized, normal'],
  ['5105008400000002', 'createMastercardComplianceDispute', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000404004816', 'createRapidDisputeResolutionDispute', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000404005649', 'createCe3BlockDispute', 'succeeded', 'attached', 'authorized, normal'],
  ['5105000300000018', 'createEthocaAlert', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000000007726', 'pendingRefund', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000000005126', 'refundFail', 'succeeded', 'attached', 'authorized, normal'],
  ['4000000000000077', 'bypassPending', 'succeeded', 'attached', 'authorized, normal'],
  ['4000003720000278', 'bypassPendingInternational', 'succeeded', 'attached', 'authorized, normal'],
];

function declining(number: string, name: string, code: string, declineCode: string): [Row] {
  const refusal = `${code}/${declineCode}`;
  return [[number, name, refusal, refusal, `issuer_declined, normal: ${declineCode}`]];
}

/** Three ways to name a card: typed into a browser, as a payment method, as a token. */
const ways = ['number', 'pm_card_', 'tok_'] as const;

async function givenCustomer() {
  const { emulator, stripe } = await givenEmulator();
  const { id: customer } = await stripe.customers.create();
  const browser = new Stripe(emulator.publishableKey, { host: '127.0.0.1', port: emulator.port, protocol: 'http' });
  const typed = (number: string) => ({
    number,
    exp_month: 8,
    exp_year: 2030,
    cvc: number.startsWith('37') ? '1234' : '123',
  });
  /** The payment method of a row, named in one of the ways. */
  const methodOf = async (way: (typeof ways)[number], number: string, name: string): Promise<string> => {
    if (way === 'pm_card_') return `pm_card_${name}`;
    const card = way === 'tok_' ? { token: `tok_${name}` } : typed(number);
    return (await (way === 'tok_' ? stripe : browser).paymentMethods.create({ type: 'card', card })).id;
  };
  return { emulator, stripe, customer, methodOf };
}

/** How a call answered: by a word, or by the codes of a card error. */
async function answerOf(call: Promise<string>): Promise<string> {
  return call.catch((error: unknown) => {
    if (error instanceof Stripe.errors.StripeCardError) return `${error.code}/${error.decline_code}`;
    throw error;
  });
}

describe('each of Stripe’s test cards', () => {
  test.each(ways)('pays as documented, named by %s', async (way) => {
    const { stripe, methodOf } = await givenCustomer();
    const found: unknown[] = [];
    for (const [number, name] of table) {
      const { id } = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' });
      const payment_method = await methodOf(way, number, name);
      const answer = await answerOf(stripe.paymentIntents.confirm(id, { payment_method }).then(({ status }) => status));
      const { latest_charge } = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
      const outcome = (latest_charge as Stripe.Charge | null)?.outcome;
      const reason = outcome?.reason ? `: ${outcome.reason}` : '';
      found.push([name, answer, outcome ? `${outcome.type}, ${outcome.risk_level}${reason}` : '']);
    }
    expect(found).toEqual(table.map(([, name, pays, , outcome]) => [name, pays, outcome]));
  });

  test.each(ways)('attaches as documented, named by %s', async (way) => {
    const { stripe, customer, methodOf } = await givenCustomer();
    const found: [string, string][] = [];
    for (const [number, name] of table) {
      const method = await methodOf(way, number, name);
      const attached = stripe.paymentMethods.attach(method, { customer }).then(() => 'attached');
      found.push([name, await answerOf(attached)]);
    }
    expect(found).toEqual(table.map(([, name, , attaches]) => [name, attaches]));
  });

  test('is a source and a direct charge by its token, where 3-D Secure is a decline', async () => {
    const { stripe, customer } = await givenCustomer();
    const charged: [string, string, string][] = [];
    for (const [, name] of table) {
      const source = `tok_${name}`;
      const kept = stripe.customers.createSource(customer, { source }).then(() => 'attached');
      const paid = stripe.charges.create({ amount: 1000, currency: 'usd', source }).then(({ status }) => status);
      charged.push([name, await answerOf(kept), await answerOf(paid)]);
    }
    const direct = (name: string, pays: string): string => {
      // Off session it counts as set up, so that its bank asks nothing and declines.
      if (name === 'authenticationRequiredChargeDeclinedInsufficientFunds') return 'card_declined/insufficient_funds';
      if (name === 'authenticationRequiredSetupForOffSession') return 'succeeded';
      return pays === 'requires_action' ? 'authentication_required/authentication_required' : pays;
    };
    expect(charged).toEqual(table.map(([, name, pays, attaches]) => [name, attaches, direct(name, pays)]));
  });

  test('that asks for 3-D Secure pays or declines after it', async () => {
    const { emulator, stripe, methodOf } = await givenCustomer();
    for (const [number, name, , , , authenticated] of table) {
      if (authenticated === undefined) continue;
      const intent = await stripe.paymentIntents.create({
        amount: 1000,
        currency: 'usd',
        payment_method: await methodOf('number', number, name),
        confirm: true,
        return_url: 'https://example.com/',
      });
      await fetch(intent.next_action?.redirect_to_url?.url ?? '', {
        method: 'POST',
        body: new URLSearchParams({ outcome: 'authenticated' }),
        redirect: 'manual',
      });
      await emulator.settled();
      const { status, last_payment_error: error } = await stripe.paymentIntents.retrieve(intent.id);
      expect([name, error ? `${error.code}/${error.decline_code}` : status]).toEqual([name, authenticated]);
    }
  });

  test('says what its bank checked', async () => {
    const { stripe, customer } = await givenCustomer();
    const address = { line1: '1 Main St', postal_code: '94107' };
    const checks: unknown[] = [];
    for (const name of ['visa', 'cvcCheckFail', 'avsZipFail', 'avsLine1Fail', 'avsFail', 'avsUnchecked']) {
      const made = await stripe.paymentMethods.create({
        type: 'card',
        card: { token: `tok_${name}` },
        billing_details: { address },
      });
      const { card } = await stripe.paymentMethods.attach(made.id, { customer });
      const { address_line1_check: line1, address_postal_code_check: zip, cvc_check: cvc } = card?.checks ?? {};
      checks.push([name, line1, zip, cvc]);
    }
    expect(checks).toEqual([
      ['visa', 'pass', 'pass', 'pass'],
      ['cvcCheckFail', 'pass', 'pass', 'fail'],
      ['avsZipFail', 'pass', 'fail', 'pass'],
      ['avsLine1Fail', 'fail', 'pass', 'pass'],
      ['avsFail', 'fail', 'fail', 'pass'],
      ['avsUnchecked', 'unavailable', 'unavailable', 'pass'],
    ]);
  });
});

test('a card of each country pays, by its number, payment method and token', async () => {
  const { stripe, methodOf } = await givenCustomer();
  for (const [country, number] of countryCards) {
    const name = country.toLowerCase();
    const way = ways[countryCards.findIndex(([each]) => each === country) % ways.length] ?? 'tok_';
    const { latest_charge } = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      payment_method: await methodOf(way, number, name),
      confirm: true,
      expand: ['latest_charge'],
    });
    expect(latest_charge).toMatchObject({ status: 'succeeded', payment_method_details: { card: { country } } });
  }
});

test('the table names every card that the emulator knows, or a country, or a second number', () => {
  const named = new Set(table.map(([number]) => number));
  const countries = new Set(countryCards.map(([, number]) => number));
  const others = allTestCards().filter(({ number }) => !named.has(number) && !countries.has(number));
  expect(others.map(({ name }) => name)).toEqual([
    'mastercard_2_series',
    'amex_2',
    'discover_2',
    'diners_14',
    'threeDSecureFrictionless',
  ]);
});
