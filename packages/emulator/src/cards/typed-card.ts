import { cardError } from '../kernel/errors.ts';
import { digitsOf, hasValidCheckDigit } from './card-numbers.ts';
import { testCardByNumber } from './test-cards.ts';
import type { TestCard } from './test-cards.ts';

/** As it was typed; lives only as long as the call that reads it. */
export interface TypedCard {
  number: string;
  exp_month: number;
  exp_year: number;
  cvc?: string;
}

/** What may be remembered of a card: which published test card it is, and until when. */
export interface CheckedCard {
  testCard: TestCard;
  exp_month: number;
  exp_year: number;
  hasCvc: boolean;
}

/**
 * Checks what was typed, as Stripe does before any bank is asked.
 *
 * @param now Seconds; the clock that says whether the card has run out.
 * @throws StripeError card errors `incorrect_number`, `invalid_expiry_month`, `invalid_expiry_year`, `invalid_cvc`, each
 *   with its `param`; `card_declined` with `test_mode_live_card` for a number that is none of Stripe's test cards.
 */
export function checkTypedCard(typed: TypedCard, { now }: { now: number }): CheckedCard {
  const number = digitsOf(typed.number);
  if (!/^\d{12,19}$/.test(number) || !hasValidCheckDigit(number)) {
    throw cardError({ code: 'incorrect_number', message: 'Your card number is incorrect.', param: 'number' });
  }
  const { exp_month, exp_year } = checkExpiry(typed, now);
  checkCvc(typed.cvc, number);
  const testCard = testCardByNumber(number);
  if (!testCard) {
    throw cardError({
      code: 'card_declined',
      declineCode: 'test_mode_live_card',
      message:
        'Your card was declined. Your request was in test mode, but used a non test (live) card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
    });
  }
  return { testCard, exp_month, exp_year, hasCvc: typed.cvc !== undefined && typed.cvc !== '' };
}

/** @throws StripeError card errors `invalid_expiry_month`, `invalid_expiry_year`; two digits are taken as this century's year. */
export function checkExpiry(
  typed: Pick<TypedCard, 'exp_month' | 'exp_year'>,
  now: number,
): { exp_month: number; exp_year: number } {
  const month = typed.exp_month;
  // Two digits are this century's, as printed on cards.
  const year = typed.exp_year >= 0 && typed.exp_year < 100 ? 2000 + typed.exp_year : typed.exp_year;
  const today = new Date(now * 1000);
  if (month < 1 || month > 12) {
    throw cardError({
      code: 'invalid_expiry_month',
      message: "Your card's expiration month is invalid.",
      param: 'exp_month',
    });
  }
  const monthsLeft = (year - today.getUTCFullYear()) * 12 + month - (today.getUTCMonth() + 1);
  if (monthsLeft < 0 || year > today.getUTCFullYear() + 50) {
    const isThisYear = year === today.getUTCFullYear();
    const part = isThisYear ? 'month' : 'year';
    throw cardError({
      code: `invalid_expiry_${part}`,
      message: `Your card's expiration ${part} is invalid.`,
      param: `exp_${part}`,
    });
  }
  return { exp_month: month, exp_year: year };
}

function checkCvc(cvc: string | undefined, number: string): void {
  if (cvc === undefined || cvc === '') return;
  const isAmex = /^3[47]/.test(number);
  if (!(isAmex ? /^\d{3,4}$/ : /^\d{3}$/).test(cvc)) {
    throw cardError({ code: 'invalid_cvc', message: "Your card's security code is invalid.", param: 'cvc' });
  }
}
