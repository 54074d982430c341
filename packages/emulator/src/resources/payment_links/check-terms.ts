// What Stripe refuses of a payment link, beyond what it refuses of the sessions that the link opens.
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkSessionParams } from '../checkout/check-params.ts';
import { refuseUncovered } from '../checkout/refuse-params.ts';
import { fitsCurrency, isServed } from '../payment_intents/method-types.ts';
import type { PaymentLinkFacts } from './facts.ts';
import { sessionParams } from './session-params.ts';

function checkAfterCompletion(after: PaymentLinkFacts['terms']['after_completion']): void {
  if (after?.type === 'redirect') {
    const url = after.redirect?.url;
    if (url === undefined) throw missingParam('after_completion[redirect]');
    if (!/^https?:\/\//.test(url) || !URL.canParse(url.replaceAll('{CHECKOUT_SESSION_ID}', 'cs_test'))) {
      throw invalidRequest({
        code: 'url_invalid',
        message: 'Not a valid URL',
        param: 'after_completion[redirect][url]',
      });
    }
  } else if (after?.redirect) {
    throw invalidRequest({
      message: '`after_completion[redirect]` can only be used with `after_completion[type]` set to `redirect`.',
      param: 'after_completion[redirect]',
    });
  }
}

function checkMethodTypes({ terms, currency }: Pick<PaymentLinkFacts, 'terms' | 'currency'>): void {
  const types = terms.payment_method_types;
  if (!types || types.some((type) => isServed(type) && fitsCurrency(type, currency))) return;
  throw invalidRequest({
    message: `This emulator opens sessions that are paid by card, SEPA or US bank debit: \`payment_method_types\` must include one that takes ${currency}.`,
    param: 'payment_method_types',
  });
}

/** @throws StripeError for the first rule of payment links that the terms break. */
export function checkTerms(tx: Tx, facts: Pick<PaymentLinkFacts, 'mode' | 'currency' | 'terms' | 'items'>): void {
  const { terms, items } = facts;
  refuseUncovered(terms, 'Payment Links');
  checkAfterCompletion(terms.after_completion);
  if (items.length + (terms.optional_items?.length ?? 0) > 20) {
    throw invalidRequest({ message: 'A payment link can have at most 20 line items.', param: 'line_items' });
  }
  const limit = terms.restrictions?.completed_sessions.limit;
  if (limit !== undefined && limit < 1) {
    throw invalidRequest({
      code: 'parameter_invalid_integer',
      message: 'This value must be greater than or equal to 1.',
      param: 'restrictions[completed_sessions][limit]',
    });
  }
  checkMethodTypes(facts);
  checkSessionParams(tx, { ...sessionParams(facts), line_items: items.map(({ price }) => ({ price })) });
}
