import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { formatAmount, isChargeable, minimumCharge } from '../../money/currencies.ts';
import { priceTerms } from '../../money/price-amount.ts';
import type { SessionItem } from './facts.ts';

interface Of {
  item: SessionItem;
  currency: string;
}

/** What an item costs whose price the person chooses: what they chose, else what the price proposes. Null for other prices. */
export function customAmount(price: Stripe.Price, { item, currency }: Of): number | null {
  const terms = priceTerms(price, currency).custom_unit_amount;
  return terms && (item.customAmount ?? terms.preset ?? 0);
}

/** @throws StripeError with a sentence for the person when the amount is not one that they may choose. */
export function checkCustomAmount(
  price: Stripe.Price,
  { amount, currency }: { amount: number; currency: string },
): void {
  const terms = priceTerms(price, currency).custom_unit_amount;
  if (!terms) throw invalidRequest({ message: 'The amount of this item cannot be chosen.', param: 'amount' });
  const least = Math.max(terms.minimum ?? 0, minimumCharge(currency));
  if (amount < least) {
    throw invalidRequest({ message: `The amount must be at least ${formatAmount(least, currency)}.`, param: 'amount' });
  }
  const most = terms.maximum;
  if ((most !== null && amount > most) || !isChargeable(amount, currency)) {
    const limit = formatAmount(most ?? 99_999_999, currency);
    throw invalidRequest({ message: `The amount must be at most ${limit}.`, param: 'amount' });
  }
}
