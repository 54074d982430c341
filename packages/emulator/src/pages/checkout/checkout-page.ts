import type { SessionView } from '../../resources/checkout/session-view.ts';
import { brandName } from '../brand.ts';
import type { Brand } from '../brand.ts';
import { dateText } from '../date-text.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { moneyText } from '../money-text.ts';
import { draftFormState } from '../page-draft.ts';
import type { PageDraft } from '../page-draft.ts';
import { pageDocument } from '../page-document.ts';
import { pageFooter } from '../page-footer.ts';
import { orderSummary } from './order-summary.ts';
import { paymentForm } from './payment-form.ts';
import { checkoutTitle, recurringText, trialText } from './wording.ts';

/** The page of an open session: what is bought, beside it how it is paid. */
export function checkoutPage(view: SessionView, options: { draft: PageDraft; brand: Brand; now: number }): string {
  const { draft, brand, now } = options;
  const title = checkoutTitle(view, brand);
  const form = draftFormState(draft, knownValues(view));
  const body = html`<main class="checkout">
    <section class="checkout-summary" aria-labelledby="page-title">
      ${backLink(view, brand.name)} ${brandName(brand)}
      <h1 class="checkout-title" id="page-title">${title}</h1>
      ${priceHeadline(view, now)} ${view.mode === 'setup' ? '' : orderSummary(view, { draft, now })}
    </section>
    <section class="checkout-form" aria-label="Payment details">
      ${paymentForm(view, { form, alert: draft.alert, brand, now })} ${pageFooter({ isTestCardShown: true })}
    </section>
  </main>`;
  const framed = view.session.ui_mode === 'embedded_page' ? 'open' : undefined;
  return pageDocument({ title, brand, style: 'checkout', body, framed });
}

/** What stands in the form's fields before anybody typed. */
export function knownValues(view: SessionView) {
  const address = view.address;
  return {
    email: view.email ?? '',
    billingName: view.customerName ?? '',
    billingCountry: address?.country || 'US',
    billingPostalCode: address?.postal_code ?? '',
    billingAddressLine1: address?.line1 ?? '',
    billingAddressLine2: address?.line2 ?? '',
    billingLocality: address?.city ?? '',
    billingAdministrativeArea: address?.state ?? '',
    ...knownShipping(view),
    cardUseShippingAsBilling: 'true',
  };
}

function knownShipping(view: SessionView) {
  const { name, address } = view.shippingDetails ?? {};
  const [first] = view.session.shipping_address_collection?.allowed_countries ?? [];
  return {
    shippingName: name ?? '',
    shippingCountry: address?.country ?? first ?? '',
    shippingPostalCode: address?.postal_code ?? '',
    shippingAddressLine1: address?.line1 ?? '',
    shippingAddressLine2: address?.line2 ?? '',
    shippingLocality: address?.city ?? '',
    shippingAdministrativeArea: address?.state ?? '',
  };
}

function backLink(view: SessionView, name: string): Html {
  // A payment link leads back to nowhere.
  if (!view.cancelUrl || view.session.payment_link !== null) return html``;
  return html`<a class="back" href="${view.cancelUrl}">
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      aria-hidden="true"
    >
      <path d="M14 8H3m4.5-5L2.5 8l5 5" />
    </svg>
    Back to ${name}
  </a>`;
}

function priceHeadline(view: SessionView, now: number): Html {
  const trial = trialText(view, now);
  const recurring = recurringText(view);
  if (view.mode === 'setup') return html``;
  if (trial !== null && view.trialEnd !== null) {
    const then = recurring ? html`<p>Then ${recurring}, starting ${dateText(view.trialEnd)}</p>` : '';
    return html`<div id="checkout-price">
      <p class="checkout-price">${trial}</p>
      ${then}
    </div>`;
  }
  const [amount, ...rhythm] = recurring?.split(' ') ?? [moneyText(view.total, view.currency)];
  return html`<p class="checkout-price" id="checkout-price">
    <span class="money">${amount}</span> <span class="interval">${rhythm.join(' ')}</span>
  </p>`;
}
