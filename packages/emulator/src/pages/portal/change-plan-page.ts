import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { dateText } from '../date-text.ts';
import { radio, textField } from '../form-fields.ts';
import { attributes, html } from '../html.ts';
import type { Html } from '../html.ts';
import { invoiceLines } from '../invoice/invoice-lines.ts';
import { moneyText } from '../money-text.ts';
import { backToPortal, portalPage } from './portal-frame.ts';
import type { PortalVisit } from './portal-access.ts';
import { offeredPrices } from './offered-prices.ts';
import type { PlanChoice } from './offered-prices.ts';
import type { SwitchPreview } from './preview-switch.ts';
import { priceText, productName, subscriptionView } from './subscription-view.ts';

/** The plans to choose from; what a choice costs is said on the next page, before anything changes. */
export function changePlanPage(
  tx: Tx,
  visit: PortalVisit,
  options: { subscription: Stripe.Subscription; alert: string | null },
): string {
  const { subscription, alert } = options;
  const view = subscriptionView(tx, subscription);
  const offered = offeredPrices(tx, visit.configuration, subscription);
  const choices = offered.map(({ price, isCurrent }) =>
    radio({
      name: 'price',
      value: price.id,
      isChecked: isCurrent,
      label: html`<strong>${productName(tx, price)}</strong
        >${isCurrent ? ' (current plan)' : ''}<br />${priceText(price)}`,
    }),
  );
  const body = html`<section class="panel stack" aria-label="Plans">
    <p class="muted">You have ${view.planName}, ${view.priceText}.</p>
    <form class="stack" method="get" action="${visit.path}/subscriptions/${subscription.id}/preview">
      <fieldset class="choices boxed">
        <legend class="group-label">Choose a plan</legend>
        ${choices}
      </fieldset>
      ${quantityField(visit, subscription)} ${promotionCodeField(visit)}
      <button class="button primary wide" data-testid="continue">Continue</button>
    </form>
  </section>`;
  return portalPage(visit, { title: 'Change your plan', alert, body, back: backToPortal(visit) });
}

function quantityField(visit: PortalVisit, subscription: Stripe.Subscription): Html {
  const feature = visit.configuration.features.subscription_update;
  const isAllowed =
    feature.default_allowed_updates.includes('quantity') &&
    (feature.products ?? []).some((product) => product.adjustable_quantity.enabled);
  if (!isAllowed) return html``;
  const quantity = String(subscription.items.data[0]?.quantity ?? 1);
  const form = { values: { quantity }, errors: {} };
  return textField({
    name: 'quantity',
    label: 'Quantity',
    form,
    inputmode: 'numeric',
    pattern: '[0-9]+',
    maxlength: 9,
  });
}

function promotionCodeField(visit: PortalVisit): Html {
  const allowed = visit.configuration.features.subscription_update.default_allowed_updates;
  if (!allowed.includes('promotion_code')) return html``;
  const form = { values: {}, errors: {} };
  return textField({ name: 'promotionCode', label: 'Promotion code', form, autocomplete: 'off', required: false });
}

interface PreviewOptions {
  subscription: Stripe.Subscription;
  choice: PlanChoice;
  preview: SwitchPreview;
  /** The second that the preview was worked out for, sent back so that the same sum is charged. */
  prorationDate: number;
  alert: string | null;
}

/** What a change costs today and from then on, to the cent, before it is made. */
export function previewPage(tx: Tx, visit: PortalVisit, options: PreviewOptions): string {
  const { subscription, choice, preview, prorationDate, alert } = options;
  const invoice = preview.now ?? preview.next.invoice;
  const path = `${visit.path}/subscriptions/${subscription.id}`;
  const name = productName(tx, choice.price);
  const body = html`<section class="panel stack" aria-label="What changes">
    <p><strong>${name}</strong>, ${priceText(choice.price, choice.quantity)}</p>
    <p>${whatIsCharged(preview)}</p>
    ${invoiceLines(tx, invoice)}
    <form class="stack" method="post" action="${path}/change">
      ${hidden('price', choice.price.id)} ${hidden('quantity', String(choice.quantity))}
      ${choice.promotionCode ? hidden('promotionCode', choice.promotionCode) : ''}
      ${hidden('prorationDate', String(prorationDate))}
      <div class="actions equal">
        <button class="button primary" data-testid="confirm" data-busy-label="Changing…">Confirm</button>
        <a class="button" href="${path}/change">Go back</a>
      </div>
    </form>
  </section>`;
  return portalPage(visit, { title: 'Confirm your new plan', alert, body, back: backToPortal(visit) });
}

/** A change that waits for the end of the period: what stays until then, and what comes after. */
export function waitingPage(
  tx: Tx,
  visit: PortalVisit,
  options: { subscription: Stripe.Subscription; choice: PlanChoice; alert: string | null },
): string {
  const { subscription, choice, alert } = options;
  const path = `${visit.path}/subscriptions/${subscription.id}`;
  const { planName, endsAt } = subscriptionView(tx, subscription);
  const on = endsAt === null ? 'At the end of the period' : `On ${dateText(endsAt)}`;
  const body = html`<section class="panel stack" aria-label="What changes">
    <p>
      ${on} your plan changes to <strong>${productName(tx, choice.price)}</strong>,
      ${priceText(choice.price, choice.quantity)}. Until then you keep ${planName}, and nothing is charged today.
    </p>
    <form class="stack" method="post" action="${path}/change">
      ${hidden('price', choice.price.id)} ${hidden('quantity', String(choice.quantity))}
      <div class="actions equal">
        <button class="button primary" data-testid="confirm" data-busy-label="Changing…">Confirm</button>
        <a class="button" href="${path}/change">Go back</a>
      </div>
    </form>
  </section>`;
  return portalPage(visit, { title: 'Confirm your new plan', alert, body, back: backToPortal(visit) });
}

function hidden(name: string, value: string): Html {
  return html`<input${attributes({ type: 'hidden', name, value })} />`;
}

function whatIsCharged({ now, next }: SwitchPreview): Html {
  const later = html`<strong>${moneyText(next.invoice.amount_due, next.invoice.currency)}</strong>${
      next.at === null ? ' with the next invoice' : ` on ${dateText(next.at)}`
    }`;
  if (!now) return html`Nothing is charged today. You pay ${later}.`;
  const today =
    now.amount_due > 0
      ? html`You pay <strong>${moneyText(now.amount_due, now.currency)}</strong> today`
      : html`You pay nothing today`;
  const credit = now.total < 0 ? ` ${moneyText(-now.total, now.currency)} is kept as credit.` : '';
  return html`${today} and ${later}.${credit}`;
}
