interface Mandate {
  type: 'sepa_debit' | 'us_bank_account';
  /** Whose mandate it is. */
  merchant: string;
  /** Whether the account may be debited again later. */
  isReused: boolean;
}

/**
 * What whoever pays by bank debit agrees to, as both schemes want it said before the first debit; in words of our own.
 *
 * @see https://docs.stripe.com/payments/sepa-debit/set-up-payment, https://docs.stripe.com/payments/ach-direct-debit
 */
export function mandateText({ type, merchant, isReused }: Mandate): string {
  const when = isReused ? 'now and whenever you owe it something later' : 'once, for this payment';
  if (type === 'us_bank_account') {
    const end = isReused ? ` You can end this at any time by telling ${merchant}.` : '';
    return `By going on you authorize ${merchant} to debit this bank account ${when}, and to credit it where a debit was wrong.${end}`;
  }
  return `By going on you give ${merchant} a mandate: it and Stripe, which carries out its payments, may ask your bank to debit this account, and your bank may do so, ${when}. You can claim a debit back from your bank within eight weeks, on the terms of your agreement with it.`;
}
