import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Reference } from '../../kernel/objects.ts';
import type { Call, Params } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

type FeedbackOption = Stripe.Billing.FeedbackOption;

/** A reason of the account's own words that customers can give when they cancel. */
export function createFeedbackOption(
  tx: Tx,
  { params }: Call<Params<'POST /v1/billing/feedback_options'>>,
): FeedbackOption {
  return tx.insert('billing.feedback_option', {
    id: tx.newId('fbo'),
    object: 'billing.feedback_option',
    description: params.description,
    livemode: false,
    status: 'active',
    status_transitions: { deactivated_at: null },
  });
}

export function updateFeedbackOption(
  tx: Tx,
  { path, params }: Call<Params<'POST /v1/billing/feedback_options/:id'>, 'id'>,
): FeedbackOption {
  const before = tx.get('billing.feedback_option', path.id);
  return tx.update('billing.feedback_option', before.id, { description: params.description ?? before.description });
}

/** For good: it stays where it was given, and is offered no more. */
export function deactivateFeedbackOption(tx: Tx, { path }: Call<object, 'id'>): FeedbackOption {
  const { id, status } = tx.get('billing.feedback_option', path.id);
  if (status === 'inactive') throw invalidRequest({ message: `The feedback option ${id} is already inactive.` });
  const status_transitions = { deactivated_at: tx.now() };
  return tx.update('billing.feedback_option', id, { status: 'inactive', status_transitions });
}

/**
 * The option that somebody cancels with; what was there before when none is given.
 *
 * @throws StripeError when there is no such option, or it is offered no more.
 */
export function chosenFeedbackOption(tx: Tx, given: string | undefined, before: Reference): string | null {
  if (given === undefined) return idOf(before);
  const param = 'cancellation_details[feedback_option]';
  const { id, status } = tx.get('billing.feedback_option', given, { param });
  if (status === 'active') return id;
  throw invalidRequest({ message: `The feedback option ${id} is inactive.`, param });
}
