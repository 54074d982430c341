import { cardText } from '../card-fields.ts';
import type Stripe from 'stripe';
import type { FormState } from '../form-fields.ts';
import { attributes, html } from '../html.ts';
import { chosenType, nounOf } from '../method-choice.ts';
import type { MethodType } from '../method-choice.ts';
import { newMethodFields } from '../new-method-fields.ts';
import { backToPortal, portalPage } from './portal-frame.ts';
import type { PortalVisit } from './portal-access.ts';

/** A new card or bank account in place of what pays now. */
export function cardPage(
  visit: PortalVisit,
  options: {
    current: Stripe.PaymentMethod | undefined;
    offered: readonly MethodType[];
    merchant: string;
    form: FormState;
    alert: string | null;
    now: number;
  },
): string {
  const { current, offered, merchant, form, alert, now } = options;
  const noun = nounOf(offered);
  const named = attributes({
    method: 'post',
    action: `${visit.path}/payment-method`,
    'data-checks': true,
    'data-now': now,
    'data-method': chosenType({}, offered),
  });
  const body = html`<section class="panel stack" aria-label="New ${noun}">
    ${current ? html`<p class="muted">Until now: ${cardText(current)}</p>` : ''}
    <form class="fields" ${named}>
      ${newMethodFields(form, { offered, hasSaved: false, merchant, isReused: true })}
      <p class="muted small">From now on, this ${noun} pays for your plan and your invoices.</p>
      <button class="button primary wide" data-testid="confirm" data-busy-label="Saving…">Save ${noun}</button>
    </form>
  </section>`;
  const title = current ? `Update your ${noun}` : `Add a ${noun}`;
  return portalPage(visit, { title, alert, body, back: backToPortal(visit) });
}
