import type Stripe from 'stripe';
import type { MandateData } from '../mandates/new-mandate.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';

export interface SpentToken {
  paymentMethod: string;
  token: Stripe.ConfirmationToken;
}

/**
 * Takes the token that a confirmation names: a token confirms one intent. Null when none is named. What the confirmation says
 * itself goes before what the token says.
 *
 * @throws StripeError for a token that ran out, or confirmed another intent.
 */
export function spendConfirmationToken(
  tx: Tx,
  params: { confirmation_token?: string },
  intent: Stripe.PaymentIntent | Stripe.SetupIntent,
): SpentToken | null {
  if (params.confirmation_token === undefined) return null;
  const param = 'confirmation_token';
  const token = tx.get('confirmation_token', params.confirmation_token, { param });
  const used = token.payment_intent ?? token.setup_intent;
  if (used !== null && used !== intent.id) {
    throw invalidRequest({ param, message: `The ConfirmationToken ${token.id} was already used to confirm ${used}.` });
  }
  if (token.expires_at !== null && token.expires_at <= tx.now(intent)) {
    throw invalidRequest({ param, message: `The ConfirmationToken ${token.id} has expired.` });
  }
  const { payment_method: paymentMethod } = tx.get('_confirmation_token', token.id);
  const isPayment = intent.object === 'payment_intent';
  const change = isPayment ? { payment_intent: intent.id } : { setup_intent: intent.id };
  return { paymentMethod, token: tx.update('confirmation_token', token.id, change) };
}

/** A token is for confirming: an intent that is only created takes none. */
export function refuseTokenWithoutConfirm(params: { confirmation_token?: string; confirm?: boolean }): void {
  if (params.confirmation_token === undefined || params.confirm) return;
  const message = 'You cannot provide `confirmation_token` without `confirm=true`.';
  throw invalidRequest({ param: 'confirmation_token', message });
}

/** What the customer agreed to, in the confirmation or with its token. */
export function mandateDataOf(
  params: { mandate_data?: MandateData | '' | null },
  spent: SpentToken | null,
): MandateData | undefined {
  const { customer_acceptance: accepted } = spent?.token.mandate_data ?? {};
  const ofToken = accepted && { customer_acceptance: { type: accepted.type, online: { infer_from_client: true } } };
  return params.mandate_data || ofToken;
}

/** Where the bank sends the customer back to; null when Stripe.js is to bring them there. */
export function returnUrlOf(
  params: { return_url?: string; use_stripe_sdk?: boolean },
  spent: SpentToken | null,
): string | null {
  const isForStripeJs = params.use_stripe_sdk ?? spent?.token.use_stripe_sdk ?? false;
  return isForStripeJs ? null : (params.return_url ?? spent?.token.return_url ?? null);
}
