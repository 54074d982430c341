import { cardFields, billingFields, cardText } from '../card-fields.ts';
import type Stripe from 'stripe';
import type { FormState } from '../form-fields.ts';
import { attributes, html } from '../html.ts';
import { backToPortal, portalPage } from './portal-frame.ts';
import type { PortalVisit } from './portal-access.ts';

/** A new card in place of the one that pays now. */
export function cardPage(
  visit: PortalVisit,
  options: { current: Stripe.PaymentMethod | undefined; form: FormState; alert: string | null; now: number },
): string {
  const { current, form, alert, now } = options;
  const named = attributes({
    method: 'post',
    action: `${visit.path}/payment-method`,
    'data-checks': true,
    'data-now': now,
  });
  const body = html`<section class="panel stack" aria-label="New card">
    ${current ? html`<p class="muted">Until now: ${cardText(current)}</p>` : ''}
    <form class="fields" ${named}>
      ${cardFields(form, { required: true })} ${billingFields(form, { isFullAddress: false })}
      <p class="muted small">From now on, this card pays for your plan and your invoices.</p>
      <button class="button primary wide" data-testid="confirm" data-busy-label="Saving…">Save card</button>
    </form>
  </section>`;
  const title = current ? 'Update your card' : 'Add a card';
  return portalPage(visit, { title, alert, body, back: backToPortal(visit) });
}
