import type Stripe from 'stripe';
import { testCardById, testCardByName } from '../../cards/test-cards.ts';
import type { CheckedCard } from '../../cards/typed-card.ts';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';

/** What a token stood for. */
export interface SpentToken extends CheckedCard {
  /** The card that was kept for a made token until now; Stripe's own test tokens have none. */
  kept: Stripe.PaymentMethod | null;
  billing_details: Stripe.PaymentMethod.BillingDetails | null;
}

/**
 * Uses a token up. Stripe's own test tokens (`tok_visa`) can be used again and again.
 *
 * @param param The parameter that names it.
 * @throws StripeError `token_already_used`, `resource_missing`.
 */
export function spendToken(tx: Tx, id: string, { param }: { param: string }): SpentToken {
  const testCard = testCardById(id);
  if (testCard) return { testCard, ...lastingExpiry(tx), hasCvc: true, kept: null, billing_details: null };
  const token = tx.find('token', id);
  if (!token?.card) throw missing('token', id, param);
  if (token.used) {
    throw invalidRequest({
      code: 'token_already_used',
      message: `You cannot use a Stripe token more than once: ${id}.`,
    });
  }
  tx.update('token', id, { used: true });
  const kept = tx.get('payment_method', token.card.id);
  const facts = tx.get('_card', kept.id);
  return {
    testCard: testCardOf(facts.test_card),
    exp_month: token.card.exp_month,
    exp_year: token.card.exp_year,
    hasCvc: facts.has_cvc,
    kept,
    billing_details: kept.billing_details,
  };
}

/** Test tokens run for a year from this month. */
function lastingExpiry(tx: Tx): { exp_month: number; exp_year: number } {
  const today = new Date(tx.now() * 1000);
  return { exp_month: today.getUTCMonth() + 1, exp_year: today.getUTCFullYear() + 1 };
}

function testCardOf(name: string): CheckedCard['testCard'] {
  const testCard = testCardByName(name);
  if (!testCard) throw new Error(`Unknown test card ${name}`);
  return testCard;
}
