import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { whyPlanCannotSwitch } from '../../resources/billing_portal/index.ts';
import { plannedSwitch, resumesAt } from '../../resources/subscriptions/portal-schedule.ts';
import { cardText } from '../card-fields.ts';
import { nounOf } from '../method-choice.ts';
import { offeredMethods } from './offered-methods.ts';
import { countryName } from '../countries.ts';
import { dateElement, dateText } from '../date-text.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { money } from '../money-text.ts';
import { taxIdLabel } from '../tax-id-types.ts';
import { canPause } from './pause-routes.ts';
import type { PortalVisit } from './portal-access.ts';
import { actionForm, portalPage } from './portal-frame.ts';
import { liveSubscriptions, payingMethod, priceText, productName, subscriptionView } from './subscription-view.ts';

/** The portal's first page: the plan, the card, the person, the invoices. */
export function homePage(
  tx: Tx,
  visit: PortalVisit,
  { notice, invoices }: { notice: string | null; invoices: number },
): string {
  const { configuration, customer, session } = visit;
  const { features, business_profile: profile } = configuration;
  const subscriptions = liveSubscriptions(tx, customer.id);
  const body = html`${profile.headline ? html`<p>${profile.headline}</p>` : ''}
  ${subscriptions.length > 0 ? subscriptions.map((one) => planPanel(tx, visit, one)) : noPlan()}
  ${features.payment_method_update.enabled ? cardPanel(tx, visit, subscriptions[0]) : ''}
  ${features.customer_update.enabled ? detailsPanel(tx, visit) : ''}
  ${features.invoice_history.enabled ? invoicesPanel(tx, visit, invoices) : ''}`;
  const back = session.return_url ? { href: session.return_url, label: `Return to ${visit.brand.name}` } : null;
  return portalPage(visit, { title: 'Billing', notice, body, back });
}

function noPlan(): Html {
  return panel('Current plan', html`<p class="muted">You have no active plan.</p>`);
}

function planPanel(tx: Tx, visit: PortalVisit, subscription: Stripe.Subscription): Html {
  const view = subscriptionView(tx, subscription);
  const body = html`<div class="stack close">
      <p class="plan-name">${view.planName} <span class="badge ${view.badge.look}">${view.badge.text}</span></p>
      <p>${view.priceText}</p>
      <p class="muted">${view.sentence}</p>
      ${plannedText(tx, subscription)}
    </div>
    <div class="actions spaced">
      ${view.payPath ? html`<a class="button primary" href="${view.payPath.href}">${view.payPath.label}</a>` : ''}
      ${planActions(tx, visit, { subscription, isCancelling: view.isCancelling })}
    </div>`;
  return panel('Current plan', body, `plan-${subscription.id}`);
}

/** What a schedule has planned, in a sentence. */
function plannedText(tx: Tx, subscription: Stripe.Subscription): Html {
  const planned = plannedSwitch(tx, subscription);
  if (planned) {
    const { price, quantity, at } = planned;
    return html`<p>
      On ${dateText(at)} it changes to <strong>${productName(tx, price)}</strong>, ${priceText(price, quantity)}.
    </p>`;
  }
  const resumed = subscription.status === 'paused' ? resumesAt(tx, subscription) : null;
  return resumed === null ? html`` : html`<p>It resumes on ${dateText(resumed)}.</p>`;
}

function canSwitch({ configuration }: PortalVisit, subscription: Stripe.Subscription): boolean {
  const feature = configuration.features.subscription_update;
  return (
    feature.enabled &&
    (feature.products ?? []).length > 0 &&
    whyPlanCannotSwitch(subscription) === null &&
    ['active', 'trialing', 'past_due'].includes(subscription.status)
  );
}

function planActions(
  tx: Tx,
  visit: PortalVisit,
  { subscription, isCancelling }: { subscription: Stripe.Subscription; isCancelling: boolean },
): Html {
  const { features } = visit.configuration;
  const path = `${visit.path}/subscriptions/${subscription.id}`;
  const isOffered = !isCancelling && canSwitch(visit, subscription);
  const keepsPlan = features.subscription_update.enabled && plannedSwitch(tx, subscription) !== null;
  const resumes = features.subscription_pause.enabled && subscription.status === 'paused';
  const cancels = features.subscription_cancel.enabled;
  return html`${isOffered ? html`<a class="button" href="${path}/change">Change plan</a>` : ''}
  ${keepsPlan ? actionForm({ action: `${path}/keep-plan`, label: 'Keep current plan', busyLabel: 'Saving…' }) : ''}
  ${canPause(visit, subscription) ? html`<a class="button" href="${path}/pause">Pause plan</a>` : ''}
  ${
    resumes
      ? actionForm({ action: `${path}/resume`, label: 'Resume plan', look: 'primary', busyLabel: 'Resuming…' })
      : ''
  }
  ${
    cancels && isCancelling
      ? actionForm({ action: `${path}/keep`, label: "Don't cancel", look: 'primary', busyLabel: 'Saving…' })
      : ''
  }
  ${cancels && !isCancelling ? html`<a class="button" href="${path}/cancel">Cancel plan</a>` : ''}`;
}

function cardPanel(tx: Tx, visit: PortalVisit, subscription: Stripe.Subscription | undefined): Html {
  const method = payingMethod(tx, subscription, visit.customer.id);
  const noun = nounOf(offeredMethods(tx, visit.customer));
  const text = method ? html`<p>${cardText(method)}</p>` : html`<p class="muted">No ${noun} is saved.</p>`;
  const label = `${method ? 'Update' : 'Add'} ${noun}`;
  return panel('Payment method', text, 'payment-method', { href: `${visit.path}/payment-method`, label });
}

function detailsPanel(tx: Tx, visit: PortalVisit): Html {
  const { customer } = visit;
  const taxIds = tx.list('tax_id', { customer: customer.id });
  const facts: [string, string | null | undefined][] = [
    ['Name', customer.name],
    ['Email', customer.email],
    ['Phone', customer.phone],
    ['Address', addressText(customer.address)],
    ...taxIds.map((taxId): [string, string] => [taxIdLabel(taxId.type), taxId.value]),
  ];
  const rows = facts.flatMap(([name, value]) =>
    value
      ? [
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
        ]
      : [],
  );
  const body =
    rows.length > 0 ? html`<dl class="facts two">${rows}</dl>` : html`<p class="muted">Nothing is saved yet.</p>`;
  return panel('Billing information', body, 'details', { href: `${visit.path}/details`, label: 'Update information' });
}

export function addressText(address: Stripe.Address | null | undefined): string | null {
  if (!address) return null;
  const { line1, line2, city, state, postal_code: postalCode, country } = address;
  const parts = [line1, line2, city, [state, postalCode].filter(Boolean).join(' '), country && countryName(country)];
  return parts.filter(Boolean).join(', ') || null;
}

/** How many invoices are shown at first, and how many more with each step. */
export const INVOICES_SHOWN = 10;

function invoicesPanel(tx: Tx, { customer, path }: PortalVisit, shown: number): Html {
  const invoices = tx.list('invoice', { customer: customer.id }).filter(({ status }) => status !== 'draft');
  if (invoices.length === 0)
    return panel('Invoices', html`<p class="muted">There are no invoices yet.</p>`, 'invoices');
  const more = html`<p><a href="${path}/home?invoices=${shown + INVOICES_SHOWN}#invoices-title">View more</a></p>`;
  return panel(
    'Invoices',
    html`<ul class="rows invoices">
        ${invoices.slice(0, shown).map(invoiceRow)}
      </ul>
      ${invoices.length > shown ? more : ''}`,
    'invoices',
  );
}

const invoiceStatus: Record<string, string> = {
  paid: 'Paid',
  open: 'Open',
  void: 'Void',
  uncollectible: 'Uncollectible',
};

function invoiceRow(invoice: Stripe.Invoice): Html {
  const number = invoice.number ?? idOf(invoice);
  const name = html`Invoice ${number}`;
  return html`<li>
    <span>${dateElement(invoice.effective_at ?? invoice.created)}</span>
    <span>${invoice.hosted_invoice_url ? html`<a href="${invoice.hosted_invoice_url}">${name}</a>` : name}</span>
    <span
      >${money(invoice.total, invoice.currency)} <span class="muted">${invoiceStatus[invoice.status ?? '']}</span></span
    >
  </li>`;
}

function panel(title: string, body: Html, id = 'plan', link?: { href: string; label: string }): Html {
  return html`<section class="panel" aria-labelledby="${id}-title">
    <div class="panel-header">
      <h2 id="${id}-title">${title}</h2>
      ${link ? html`<a href="${link.href}">${link.label}</a>` : ''}
    </div>
    ${body}
  </section>`;
}
