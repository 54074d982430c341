import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { dateText } from '../date-text.ts';
import { radio } from '../form-fields.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import type { PortalVisit } from './portal-access.ts';
import { backToPortal, portalPage } from './portal-frame.ts';
import { pauseOptions, pauseUntil, type PauseOption } from './pause-options.ts';
import { subscriptionView } from './subscription-view.ts';

/** One page: what stops, until when, and both ways out side by side. */
export function pausePage(
  tx: Tx,
  visit: PortalVisit,
  options: { subscription: Stripe.Subscription; alert: string | null },
): string {
  const { subscription, alert } = options;
  const view = subscriptionView(tx, subscription);
  const choices = pauseOptions(visit.configuration);
  const now = tx.now(subscription);
  const keep = backToPortal(visit)?.href ?? visit.path;
  const body = html`<section class="panel stack" aria-label="Pause">
    <p>
      While <strong>${view.planName}</strong> is paused, you have no access and are not charged. The time that you have
      paid for and not used is credited to your account.
    </p>
    <form class="stack" method="post" action="${visit.path}/subscriptions/${subscription.id}/pause">
      ${choices === null ? html`<p>It stays paused until you resume it here.</p>` : durationChoices(choices, now)}
      <div class="actions equal">
        <button class="button" data-busy-label="Pausing…" data-testid="confirm">Pause plan</button>
        <a class="button" href="${keep}">Keep plan</a>
      </div>
    </form>
  </section>`;
  return portalPage(visit, { title: 'Pause your plan', alert, body, back: backToPortal(visit) });
}

function durationChoices(choices: readonly PauseOption[], now: number): Html {
  const radios = choices.map((choice, index) =>
    radio({
      name: 'duration',
      value: choice.value,
      isChecked: index === 0,
      label: html`${choice.label}<br /><span class="muted">Resumes on ${dateText(pauseUntil(choice, now))}</span>`,
    }),
  );
  return html`<fieldset class="choices boxed">
    <legend class="group-label">For how long?</legend>
    ${radios}
  </fieldset>`;
}
