import type Stripe from 'stripe';
import { testCardByName } from '../../cards/test-cards.ts';
import type { TestCard } from '../../cards/test-cards.ts';
import type { Tx } from '../../kernel/tx.ts';

/** What stands behind a payment method: which published test card, never a number that somebody typed. */
export interface CardFacts {
  /** The payment method's id. */
  id: string;
  object: '_card';
  /** Name of the test card. */
  test_card: string;
  has_cvc: boolean;
  /** The customer authenticated it for payments off session. */
  is_set_up: boolean;
  /** Used once without a customer, or detached: it can never be used again. */
  is_spent: boolean;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _card: CardFacts;
  }
}

export interface KnownCard extends CardFacts {
  testCard: TestCard;
}

/** The card behind a payment method that the emulator made. */
export function cardOf(tx: Tx, paymentMethod: Stripe.PaymentMethod): KnownCard {
  const facts = tx.get('_card', paymentMethod.id);
  const testCard = testCardByName(facts.test_card);
  if (!testCard) throw new Error(`Unknown test card behind ${paymentMethod.id}: ${facts.test_card}`);
  return { ...facts, testCard };
}

/** What the bank says of CVC and postal code, once it was asked; null for what was never given. */
export function answeredChecks(
  paymentMethod: Stripe.PaymentMethod,
  { has_cvc, testCard }: KnownCard,
): Stripe.PaymentMethod.Card.Checks {
  const address = paymentMethod.billing_details.address;
  const { addressLine1Check, cvcCheck, postalCodeCheck } = testCard.behavior;
  return {
    address_line1_check: address?.line1 ? addressLine1Check : null,
    address_postal_code_check: address?.postal_code ? postalCodeCheck : null,
    cvc_check: has_cvc ? cvcCheck : null,
  };
}
