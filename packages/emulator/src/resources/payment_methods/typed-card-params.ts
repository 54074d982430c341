import { accountSettings } from '../../billing-cycle/account-settings.ts';
import type { TypedCard } from '../../cards/typed-card.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { CallRequest } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

/** A card as parameters name it; the older APIs send month and year as text. */
export interface TypedCardParams {
  number?: string;
  exp_month?: number | string;
  exp_year?: number | string;
  cvc?: string;
}

/**
 * A card that was sent by its number: by a browser, which has no secret key, or by a server whose account may.
 *
 * @see https://support.stripe.com/questions/enabling-access-to-raw-card-data-apis
 * @throws StripeError 402 when the account does not allow it.
 */
export function typedCard(
  tx: Tx,
  { number, exp_month, exp_year, cvc }: TypedCardParams,
  { isPublishable }: Pick<CallRequest, 'isPublishable'>,
): TypedCard {
  if (number === undefined) throw missingParam('card[number]');
  if (!isPublishable && !accountSettings(tx).allowsRawCardNumbers) {
    throw invalidRequest({
      status: 402,
      message:
        'Sending credit card numbers directly to the Stripe API is generally unsafe. We suggest you use test tokens that map to the test card you are using, see https://stripe.com/docs/testing. To enable testing raw card data APIs, see https://support.stripe.com/questions/enabling-access-to-raw-card-data-apis.',
    });
  }
  if (exp_month === undefined) throw missingParam('card[exp_month]');
  if (exp_year === undefined) throw missingParam('card[exp_year]');
  return { number, exp_month: Number(exp_month), exp_year: Number(exp_year), ...(cvc === undefined ? {} : { cvc }) };
}
