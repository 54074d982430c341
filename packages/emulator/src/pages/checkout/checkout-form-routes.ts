import type { FastifyInstance } from 'fastify';
import { findPageDraft } from '../page-draft.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { postedForm } from '../posted-form.ts';
import { submitCheckout } from './submit-checkout.ts';
import type { CheckoutStep } from './submit-checkout.ts';

/** What the form's frame is told of an attempt to pay: nothing is wrong, or what is and where. */
interface Confirmation {
  /** In the words of Stripe.js, as its page is told; null too while the customer's bank is still to be asked. */
  error: { type: string; message: string; code?: string; decline_code?: string | null } | null;
  /** By the names of the form's fields. */
  errors: Record<string, string>;
}

/** Pays with the form that stands in a shop's page, for the script in its frame: the answer is no page but what came of it. */
export function mountCheckoutForm(server: FastifyInstance, kernel: PagesKernel): void {
  server.post<{ Params: { session: string } }>('/c/pay/:session/confirm', async (request, reply) => {
    const { session: id } = request.params;
    const session = kernel.read((tx) => tx.find('checkout.session', id));
    if (session?.ui_mode !== 'form' || session.status !== 'open') {
      const message = 'This Checkout Session is no longer open.';
      return reply.code(400).send({ error: { type: 'invalid_request_error', message }, errors: {} });
    }
    return reply.send(confirmationOf(kernel, id, await submitCheckout(kernel, id, postedForm(request))));
  });
}

function confirmationOf(kernel: PagesKernel, id: string, step: CheckoutStep): Confirmation {
  if (step.state === 'complete') return { error: null, errors: {} };
  const { alert, errors } = kernel.read((tx) => findPageDraft(tx, id));
  const [mistake] = Object.values(errors);
  if (mistake !== undefined) return { error: { type: 'validation_error', message: mistake }, errors };
  if (step.declined) {
    const { code, declineCode, message } = step.declined;
    return { error: { type: 'card_error', code, decline_code: declineCode, message }, errors };
  }
  return { error: alert === null ? null : { type: 'invalid_request_error', message: alert }, errors };
}
