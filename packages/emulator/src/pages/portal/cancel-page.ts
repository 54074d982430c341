import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { dateText } from '../date-text.ts';
import { radio, textArea } from '../form-fields.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { actionForm, backToPortal, portalPage } from './portal-frame.ts';
import type { PortalVisit } from './portal-access.ts';
import { subscriptionView } from './subscription-view.ts';

/** Stripe's reasons in words. @see https://docs.stripe.com/customer-management/cancellation-page */
const reasons: Record<string, string> = {
  too_expensive: "It's too expensive",
  missing_features: 'Some features are missing',
  switched_service: "I'm switching to another service",
  unused: "I don't use it enough",
  customer_service: 'Customer service was less than I expected',
  too_complex: 'It is too complex',
  low_quality: 'The quality was less than I expected',
  other: 'Another reason',
};

/** What an offer to stay gives, from the link's `retention`. */
export interface RetentionOffer {
  text: string;
}

/** One page: what ends and when, why if one likes, and both ways out side by side. */
export function cancelPage(
  tx: Tx,
  visit: PortalVisit,
  options: { subscription: Stripe.Subscription; offer: RetentionOffer | null; alert: string | null },
): string {
  const { subscription, offer, alert } = options;
  const view = subscriptionView(tx, subscription);
  const feature = visit.configuration.features.subscription_cancel;
  const path = `${visit.path}/subscriptions/${subscription.id}`;
  const isImmediate = feature.mode === 'immediately';
  const keep = backToPortal(visit)?.href ?? visit.path;
  const body = html`<section class="panel stack" aria-label="Cancellation">
      <p>${whatEnds(view.planName, isImmediate, view.endsAt)}</p>
      ${
        isImmediate && feature.proration_behavior === 'create_prorations'
          ? html`<p class="muted">The unused time is credited to your account.</p>`
          : ''
      }
      <form class="stack" method="post" action="${path}/cancel">
        ${feature.cancellation_reason.enabled ? reasonChoices(feature.cancellation_reason.options) : ''}
        <div class="actions equal">
          <button class="button" data-busy-label="Cancelling…" data-testid="confirm">Cancel plan</button>
          <a class="button" href="${keep}">Keep plan</a>
        </div>
      </form>
    </section>
    ${offer ? retention(`${path}/stay`, offer) : ''}`;
  return portalPage(visit, { title: 'Cancel your plan', alert, body, back: backToPortal(visit) });
}

function whatEnds(planName: string, isImmediate: boolean, endsAt: number | null): Html {
  if (isImmediate) return html`<strong>${planName}</strong> ends at once, and you lose access with it.`;
  const date = endsAt === null ? 'at the end of the period' : `on ${dateText(endsAt)}`;
  return html`<strong>${planName}</strong> ends ${date}. You keep access until then, and there are no further charges.
    You can change your mind until that day.`;
}

function reasonChoices(options: readonly string[]): Html {
  const choices = options.map((option) =>
    radio({ name: 'feedback', value: option, label: reasons[option] ?? option, isChecked: false }),
  );
  const comment = textArea({
    name: 'comment',
    label: 'Anything else?',
    form: { values: {}, errors: {} },
    required: false,
  });
  return html`<fieldset class="choices">
      <legend class="group-label">Why are you cancelling? <span class="muted">(optional)</span></legend>
      ${choices}
    </fieldset>
    ${comment}`;
}

function retention(action: string, offer: RetentionOffer): Html {
  return html`<section class="panel stack" aria-labelledby="offer-title">
    <h2 id="offer-title">Stay for less</h2>
    <p>${offer.text}</p>
    ${actionForm({ action, label: 'Accept and keep plan', busyLabel: 'Saving…' })}
  </section>`;
}
