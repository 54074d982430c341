import { chargeStep, minimumCharge } from '../money/currencies.ts';
import { roundedQuotient } from '../money/rounding.ts';

export interface BalanceSettlement {
  amountDue: number;
  /** The customer's balance afterwards: negative is a credit, positive a debt. */
  endingBalance: number;
  /** What the invoice itself moved on the balance, without what was too small to charge. */
  applied: number;
  /** A sum too small to charge, moved to the balance as a debt. */
  tooSmall: number;
}

/**
 * Sets the customer's balance against an invoice: a credit lowers what is due, a debt raises it, a negative total becomes
 * a credit, and a sum below the least chargeable one becomes a debt. What is due in a currency that is charged in steps is
 * rounded to one, and the difference stays on the balance.
 *
 * @see https://docs.stripe.com/invoicing/customer/balance
 * @see https://docs.stripe.com/currencies#special-cases
 */
export function settleBalance({
  total,
  balance,
  currency,
}: {
  total: number;
  balance: number;
  currency: string;
}): BalanceSettlement {
  const together = total + balance;
  const step = chargeStep(currency);
  const due = roundedQuotient(Math.max(0, together), step) * step;
  const ending = together - due;
  const tooSmall = due < minimumCharge(currency) ? due : 0;
  return { amountDue: due - tooSmall, endingBalance: ending + tooSmall, applied: ending - balance, tooSmall };
}
