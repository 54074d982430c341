import { declines } from './card-outcome.ts';
import type { CardBehavior, DeclineCode } from './card-outcome.ts';
import { countryCards } from './country-cards.ts';

/** A card of https://docs.stripe.com/testing: who issued it, and how it behaves. */
export interface TestCard {
  /** The name within `pm_card_<name>` and `tok_<name>`; also what is remembered of a typed card. */
  name: string;
  /** A published test number; never taken from what somebody typed. */
  number: string;
  brand: 'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay';
  funding: 'credit' | 'debit' | 'prepaid';
  country: string;
  behavior: CardBehavior;
}

const wellBehaved: CardBehavior = {
  authentication: 'none',
  decline: null,
  isAttachable: true,
  riskLevel: 'normal',
  cvcCheck: 'pass',
  addressLine1Check: 'pass',
  postalCodeCheck: 'pass',
  refund: 'succeeds',
  dispute: 'none',
  skipsPendingBalance: false,
};

type CardFacts = Partial<Pick<TestCard, 'brand' | 'funding' | 'country'>> & Partial<CardBehavior>;

function card(name: string, number: string, facts: CardFacts = {}): TestCard {
  const { brand = 'visa', funding = 'credit', country = 'US', ...behavior } = facts;
  return { name, number, brand, funding, country, behavior: { ...wellBehaved, ...behavior } };
}

/** Every charge is declined, and the card cannot be attached. */
function declining(code: DeclineCode): Partial<CardBehavior> {
  return { decline: declines[code], isAttachable: false };
}

const brandCards: TestCard[] = [
  card('visa', '4242424242424242'),
  card('visa_debit', '4000056655665556', { funding: 'debit' }),
  card('mastercard', '5555555555554444', { brand: 'mastercard' }),
  card('mastercard_2_series', '2223003122003222', { brand: 'mastercard' }),
  card('mastercard_debit', '5200828282828210', { brand: 'mastercard', funding: 'debit' }),
  card('mastercard_prepaid', '5105105105105100', { brand: 'mastercard', funding: 'prepaid' }),
  card('amex', '378282246310005', { brand: 'amex' }),
  card('amex_2', '371449635398431', { brand: 'amex' }),
  card('discover', '6011111111111117', { brand: 'discover' }),
  card('discover_2', '6011000990139424', { brand: 'discover' }),
  card('diners', '3056930009020004', { brand: 'diners' }),
  card('diners_14', '36227206271667', { brand: 'diners' }),
  card('jcb', '3566002020360505', { brand: 'jcb' }),
  card('unionpay', '6200000000000005', { brand: 'unionpay' }),
];

const decliningCards: TestCard[] = [
  card('visa_chargeDeclined', '4000000000000002', declining('generic_decline')),
  card('visa_chargeDeclinedInsufficientFunds', '4000000000009995', declining('insufficient_funds')),
  card('visa_chargeDeclinedLostCard', '4000000000009987', declining('lost_card')),
  card('visa_chargeDeclinedStolenCard', '4000000000009979', declining('stolen_card')),
  card('chargeDeclinedExpiredCard', '4000000000000069', declining('expired_card')),
  card('chargeDeclinedIncorrectCvc', '4000000000000127', { ...declining('incorrect_cvc'), cvcCheck: 'fail' }),
  card('chargeDeclinedProcessingError', '4000000000000119', declining('processing_error')),
  card('visa_chargeDeclinedVelocityLimitExceeded', '4000000000006975', declining('card_velocity_exceeded')),
  card('chargeCustomerFail', '4000000000000341', { decline: declines.generic_decline }),
  card('visa_chargeCustomerFailLostCard', '4000000000000341', { decline: declines.lost_card }),
  card('visa_chargeCustomerFailStolenCard', '4000000000000341', { decline: declines.stolen_card }),
  card('radarBlock', '4100000000000019', { decline: declines.fraudulent, riskLevel: 'highest' }),
  card('riskLevelHighest', '4000000000004954', { riskLevel: 'highest' }),
  card('riskLevelElevated', '4000000000009235', { riskLevel: 'elevated' }),
  card('cvcCheckFail', '4000000000000101', { cvcCheck: 'fail' }),
  card('avsZipFail', '4000000000000036', { postalCodeCheck: 'fail' }),
  card('avsLine1Fail', '4000000000000028', { addressLine1Check: 'fail' }),
  card('avsFail', '4000000000000010', { addressLine1Check: 'fail', postalCodeCheck: 'fail' }),
  card('avsUnchecked', '4000000000000044', { addressLine1Check: 'unavailable', postalCodeCheck: 'unavailable' }),
  card('freeTrialAbuseBlock', '4001858821843804', {}),
];

const authenticatingCards: TestCard[] = [
  card('authenticationRequiredOnSetup', '4000002500003155', { country: 'FR', authentication: 'unless_set_up' }),
  card('authenticationRequired', '4000002760003184', { country: 'DE', authentication: 'always' }),
  card('authenticationRequiredSetupForOffSession', '4000003800000446', {
    country: 'IT',
    authentication: 'already_set_up',
  }),
  card('authenticationRequiredChargeDeclinedInsufficientFunds', '4000008260003178', {
    country: 'GB',
    authentication: 'already_set_up',
    decline: declines.insufficient_funds,
  }),
  card('threeDSecure2Required', '4000000000003220', { country: 'IE', authentication: 'unless_set_up' }),
  card('threeDSecureRequired', '4000008400000027', { authentication: 'unless_set_up' }),
  card('threeDSecureRequiredChargeDeclined', '4000008400001629', {
    authentication: 'unless_set_up',
    decline: declines.generic_decline,
  }),
  card('threeDSecureRequiredProcessingError', '4000008400001280', {
    authentication: 'look_up_fails',
    decline: declines.generic_decline,
  }),
  card('threeDSecureOptional', '4000000000003055', { authentication: 'optional' }),
  card('threeDSecureOptionalProcessingError', '4000000000003097'),
  card('threeDSecureFrictionless', '4000000032200000', { authentication: 'frictionless' }),
];

const aftermathCards: TestCard[] = [
  card('createDispute', '4000000000000259', { dispute: 'fraudulent' }),
  card('createDisputeProductNotReceived', '4000000000002685', { dispute: 'product_not_received' }),
  card('createDisputeInquiry', '4000000000001976', { dispute: 'inquiry' }),
  card('createIssuerFraudRecord', '4000000000005423', { dispute: 'early_fraud_warning' }),
  card('createMultipleDisputes', '4000000404000079', { dispute: 'multiple' }),
  card('createCe3EligibleDispute', '4000000404000038', { dispute: 'compelling_evidence' }),
  card('createComplianceDispute', '4000008400000779', { dispute: 'compliance' }),
  card('createMastercardComplianceDispute', '5105008400000002', { brand: 'mastercard', dispute: 'compliance' }),
  card('createRapidDisputeResolutionDispute', '4000000404004816', { dispute: 'prevented' }),
  card('createCe3BlockDispute', '4000000404005649', { dispute: 'prevented' }),
  card('createEthocaAlert', '5105000300000018', { brand: 'mastercard', dispute: 'prevented' }),
  card('pendingRefund', '4000000000007726', { refund: 'starts_pending' }),
  card('refundFail', '4000000000005126', { refund: 'fails_later' }),
  card('bypassPending', '4000000000000077', { skipsPendingBalance: true }),
  card('bypassPendingInternational', '4000003720000278', { country: 'IE', skipsPendingBalance: true }),
];

const testCards: TestCard[] = [
  ...brandCards,
  ...decliningCards,
  ...authenticatingCards,
  ...aftermathCards,
  ...countryCards.map(([country, number]) => card(country.toLowerCase(), number, { country })),
];

const byName = new Map(testCards.map((testCard) => [testCard.name, testCard]));
// The first card of a number is the one that typing it means; tokens may share a number.
const byNumber = new Map([...testCards].reverse().map((testCard) => [testCard.number, testCard]));

/** The card behind a number without spaces; undefined when it is none of Stripe's test cards. */
export function testCardByNumber(number: string): TestCard | undefined {
  return byNumber.get(number);
}

/** The card of a name as kept beside a payment method. */
export function testCardByName(name: string): TestCard | undefined {
  return byName.get(name);
}

/** The card behind `pm_card_…` or `tok_…`. Stripe knows some names with and without their `visa_`: so do we. */
export function testCardById(id: string): TestCard | undefined {
  const name = /^(?:pm_card|tok)_(\w+)$/.exec(id)?.[1];
  if (name === undefined) return undefined;
  return byName.get(name) ?? byName.get(`visa_${name}`) ?? byName.get(name.replace(/^visa_/, ''));
}

/** All of them, for tests and the list of what the emulator knows. */
export function allTestCards(): readonly TestCard[] {
  return testCards;
}
