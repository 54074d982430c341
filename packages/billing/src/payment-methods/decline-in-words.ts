/**
 * Why a card was refused, as a sentence that its owner can act on. For lost, stolen and fraud codes Stripe asks to show
 * the general sentence: whoever holds the card need not learn that it is known to be stolen.
 * @see https://docs.stripe.com/declines/codes
 */
const sentences: Readonly<Record<string, string>> = {
  insufficient_funds: 'There is not enough money on the account. Use another card, or try again later.',
  expired_card: 'The card has expired. Use another card.',
  incorrect_cvc: 'The security code is not right. Check it and try again.',
  invalid_cvc: 'The security code is not right. Check it and try again.',
  incorrect_number: 'The card number is not right. Check it and try again.',
  invalid_number: 'The card number is not right. Check it and try again.',
  invalid_expiry_month: 'The expiry date is not right. Check it and try again.',
  invalid_expiry_year: 'The expiry date is not right. Check it and try again.',
  incorrect_zip: 'The postal code does not match the card. Check it and try again.',
  processing_error: 'The card could not be charged because of a technical fault. Try again in a moment.',
  issuer_not_available: 'The bank could not be reached. Try again in a moment.',
  try_again_later: 'The bank could not be reached. Try again in a moment.',
  reenter_transaction: 'The bank asks to try the payment once more.',
  card_velocity_exceeded: 'The card is over its limit. Use another card, or ask your bank.',
  withdrawal_count_limit_exceeded: 'The card is over its limit. Use another card, or ask your bank.',
  card_not_supported: 'This kind of card is not accepted here. Use another card.',
  currency_not_supported: 'The card cannot pay in this currency. Use another card.',
  authentication_required: 'Your bank wants you to confirm the payment. Confirm it, or use another card.',
};

/** @param code Stripe's decline code, or the error's code when there is none. */
export function declineInWords(code: string): string {
  return sentences[code] ?? 'The bank declined the card. Use another card, or ask your bank why.';
}
