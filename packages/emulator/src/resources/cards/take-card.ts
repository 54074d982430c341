import type Stripe from 'stripe';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import { testCardById } from '../../cards/test-cards.ts';
import { invalidRequest, missing } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newCardPaymentMethod } from '../payment_methods/new-payment-method.ts';
import { spendToken } from '../tokens/spend-token.ts';

/**
 * The card that a `source` names by its token, used up by this; nobody's yet.
 *
 * @throws StripeError `resource_missing`, `token_already_used`; 400 when the account does not take tokens here any more.
 */
export function takeCard(tx: Tx, token: string, { param }: { param: string }): Stripe.PaymentMethod {
  checkTokensAllowed(tx);
  if (!token.startsWith('tok_')) throw missing(token.startsWith('src_') ? 'source' : 'token', token, param);
  if (testCardById(token)) {
    const method = newCardPaymentMethod(tx, { card: { token }, idPrefix: 'card' });
    tx.update('_card', method.id, { is_spent: true });
    return method;
  }
  const { kept } = spendToken(tx, token, { param });
  if (!kept) throw missing('token', token, param);
  return kept;
}

/** New accounts at Stripe must ask for the older way: https://docs.stripe.com/payments/payment-methods/transitioning */
function checkTokensAllowed(tx: Tx): void {
  if (accountSettings(tx).allowsCardTokens) return;
  const message =
    'Card Token usage on the Customers API and Charges API has reached end of life. In order to continue processing your payments, you will need to use the Payment Intents and Payment Methods API. Read more about what you should do here: https://docs.stripe.com/payments/payment-methods/integration-options. If you need to continue to use Card Tokens on the Customers and Charges API, enable this functionality in your API policies settings: https://dashboard.stripe.com/settings/developers/api-policies';
  throw invalidRequest({ message });
}
