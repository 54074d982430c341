import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { bankAccountOf, isBankDebit } from '../payment_methods/bank-account-facts.ts';
import { newMandate, standingMandate } from './new-mandate.ts';
import type { MandateData } from './new-mandate.ts';

/** The customer agreed on a page of Stripe's own, or in a contract that bills them by invoice. */
const agreedElsewhere: MandateData = {
  customer_acceptance: { type: 'online', online: { infer_from_client: true } },
};

export interface MandateWish {
  intent: Stripe.PaymentIntent | Stripe.SetupIntent;
  paymentMethod: Stripe.PaymentMethod;
  data?: MandateData | undefined;
  /** A mandate that exists (`mandate`). */
  mandate?: string | undefined;
  singleUse?: { amount: number; currency: string } | undefined;
  /** The customer agreed elsewhere: on a page of Stripe's own, or to be billed. */
  isImplied?: boolean | undefined;
}

/**
 * The mandate that a confirmation rests on: the one that it brings, or one that stands since before. Null where none is
 * needed.
 *
 * @throws StripeError `payment_intent_mandate_invalid` (or of a set-up) for a debit that nobody agreed to.
 */
export function mandateFor(tx: Tx, wish: MandateWish): string | null {
  const { intent, paymentMethod, data, isImplied } = wish;
  if (wish.mandate !== undefined) return givenMandate(tx, wish, wish.mandate);
  if (data) return made(tx, wish, data);
  if (!isBankDebit(paymentMethod)) return null;
  const standing = standingMandate(tx, paymentMethod.id);
  if (standing) return standing.id;
  if (isImplied) return made(tx, wish, agreedElsewhere);
  const noun = intent.object === 'payment_intent' ? 'PaymentIntent' : 'SetupIntent';
  throw invalidRequest({
    code: `${intent.object}_mandate_invalid`,
    message: `This ${noun} requires a mandate, but no existing mandate was found. Ensure you are confirming with the correct customer and PaymentMethod, or collect new mandate acceptance from your customer and provide the details using the \`mandate_data\` parameter.`,
  });
}

function made(tx: Tx, { intent, paymentMethod, singleUse }: MandateWish, data: MandateData): string {
  const isProved = !isBankDebit(paymentMethod) || bankAccountOf(tx, paymentMethod).is_verified;
  const status = isProved ? 'active' : 'pending';
  return newMandate(tx, { paymentMethod, data, singleUse, livesBy: intent, status }).id;
}

function givenMandate(tx: Tx, { intent, paymentMethod }: MandateWish, id: string): string {
  const mandate = tx.get('mandate', id, { param: 'mandate' });
  if (mandate.payment_method === paymentMethod.id && mandate.status === 'active') return mandate.id;
  throw invalidRequest({
    code: `${intent.object}_mandate_invalid`,
    param: 'mandate',
    message: `The mandate ${id} cannot be used: it is ${mandate.status}, and for ${String(mandate.payment_method)}.`,
  });
}
