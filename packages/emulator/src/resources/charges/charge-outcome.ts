import type Stripe from 'stripe';
import type { CardDecline } from '../../cards/card-outcome.ts';
import type { KnownCard } from '../payment_methods/card-facts.ts';

type Outcome = Stripe.Charge.Outcome;

const riskScores: Record<string, number> = { normal: 20, elevated: 68, highest: 92 };

/** What Stripe tells of an attempt: who decided, how risky it looked, and in a sentence for the seller. */
export function chargeOutcome({ testCard }: KnownCard, decline: CardDecline | null): Outcome {
  const riskLevel = testCard.behavior.riskLevel;
  const risk = { risk_level: riskLevel, risk_score: riskScores[riskLevel] };
  const nothingFromNetwork = { network_advice_code: null, network_decline_code: null };
  if (!decline) {
    return {
      advice_code: null,
      ...nothingFromNetwork,
      network_status: 'approved_by_network',
      reason: riskLevel === 'normal' ? null : `${riskLevel}_risk_level`,
      ...risk,
      seller_message: 'Payment complete.',
      type: 'authorized',
    };
  }
  if (decline.isBlocked) {
    return {
      advice_code: decline.adviceCode,
      ...nothingFromNetwork,
      network_status: 'not_sent_to_network',
      reason: 'highest_risk_level',
      ...risk,
      seller_message: 'Stripe blocked this payment as too risky.',
      type: 'blocked',
    };
  }
  return {
    advice_code: decline.adviceCode,
    ...nothingFromNetwork,
    network_decline_code: decline.networkDeclineCode ?? null,
    network_status: 'declined_by_network',
    reason: decline.declineCode,
    ...risk,
    seller_message:
      decline.declineCode === 'generic_decline'
        ? 'The bank did not return any further details with this decline.'
        : `The bank returned the decline code \`${decline.declineCode}\`.`,
    type: 'issuer_declined',
  };
}
