import type Stripe from 'stripe';
import { testAccountById } from '../../banks/test-accounts.ts';
import { fingerprintOf } from '../../cards/fingerprint.ts';
import { testCardById } from '../../cards/test-cards.ts';
import type { TestCard } from '../../cards/test-cards.ts';
import { checkTypedCard } from '../../cards/typed-card.ts';
import type { CheckedCard, TypedCard } from '../../cards/typed-card.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Reference } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { spendToken } from '../tokens/spend-token.ts';
import { billingDetailsAfter, noBillingDetails } from './billing-details.ts';
import { newTestBankMethod } from './new-bank-payment-method.ts';
import { isSpent } from './spend-payment-method.ts';

/** A card that was checked before, with who is on it. */
type HeldCard = CheckedCard & { billing_details?: Stripe.PaymentMethod.BillingDetails | null };

export interface NewCard {
  /** As typed, by a token (one that was made, or Stripe's own for tests: `tok_visa`, `pm_card_visa`), or a card known before. */
  card: TypedCard | { token: string } | HeldCard;
  /** `card` for what the older APIs keep; the payment method then goes by the card's id. */
  idPrefix?: 'pm' | 'card';
  billing_details?: Stripe.PaymentMethodCreateParams.BillingDetails;
  metadata?: Stripe.Emptyable<Stripe.MetadataParam>;
  allow_redisplay?: Stripe.PaymentMethod.AllowRedisplay;
  /** Whose clock says whether the card has run out. */
  customer?: Reference;
}

const displayBrands: Record<string, string> = {
  amex: 'american_express',
  diners: 'diners_club',
  unionpay: 'union_pay',
};

/**
 * Makes a payment method of a card. What was typed is checked and forgotten here.
 *
 * @throws StripeError the card errors of `checkTypedCard`; `resource_missing` or `token_already_used` for a token.
 */
export function newCardPaymentMethod(tx: Tx, data: NewCard): Stripe.PaymentMethod {
  const checked = checkedCard(tx, data);
  const billing_details = billingDetailsAfter(data.billing_details, checked.billing_details ?? noBillingDetails);
  const paymentMethod = tx.insert('payment_method', {
    id: tx.newId(data.idPrefix ?? 'pm'),
    object: 'payment_method',
    allow_redisplay: data.allow_redisplay ?? 'unspecified',
    billing_details,
    card: cardDetails(checked, billing_details.address),
    created: tx.now(data),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: mergedMetadata(null, data.metadata),
    type: 'card',
  });
  tx.insert('_card', {
    id: paymentMethod.id,
    object: '_card',
    test_card: checked.testCard.name,
    has_cvc: checked.hasCvc,
    is_set_up: false,
    is_spent: false,
  });
  return paymentMethod;
}

function checkedCard(tx: Tx, data: NewCard): HeldCard {
  if ('testCard' in data.card) return data.card;
  if ('token' in data.card) return spendToken(tx, data.card.token, { param: 'card[token]' });
  return checkTypedCard(data.card, { now: tx.now(data) });
}

/**
 * The payment method that a parameter names. A magic id such as `pm_card_visa` makes a new one, as at Stripe.
 *
 * @throws StripeError when there is none, or it was used up.
 */
export function usablePaymentMethod(
  tx: Tx,
  reference: string | { id: string },
  { param, customer }: { param: string; customer?: Reference },
): Stripe.PaymentMethod {
  const id = typeof reference === 'string' ? reference : reference.id;
  const account = testAccountById(id);
  if (account) return newTestBankMethod(tx, account, { customer });
  if (testCardById(id)) return newCardPaymentMethod(tx, { card: { token: id }, customer });
  const paymentMethod = tx.get('payment_method', id, { param });
  if (isSpent(tx, id)) {
    if (tx.find('bank_account', id)) throw unverifiedAccount(param);
    const message =
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.';
    throw invalidRequest({ code: 'payment_method_unexpected_state', param, message });
  }
  return paymentMethod;
}

function unverifiedAccount(param: string): Error {
  const message = 'The customer’s bank account must be verified before it can be used as a payment method.';
  return invalidRequest({ code: 'bank_account_unverified', message, param });
}

function cardDetails(
  { testCard, exp_month, exp_year, hasCvc }: CheckedCard,
  address: Stripe.Address | null,
): Stripe.PaymentMethod.Card {
  return {
    brand: testCard.brand,
    checks: {
      address_line1_check: address?.line1 ? 'unchecked' : null,
      address_postal_code_check: address?.postal_code ? 'unchecked' : null,
      cvc_check: hasCvc ? 'unchecked' : null,
    },
    country: testCard.country,
    display_brand: displayBrands[testCard.brand] ?? testCard.brand,
    exp_month,
    exp_year,
    fingerprint: fingerprintOf(testCard.number),
    funding: testCard.funding,
    generated_from: null,
    last4: lastFour(testCard),
    networks: { available: [testCard.brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}

function lastFour(testCard: TestCard): string {
  return testCard.number.slice(-4);
}
