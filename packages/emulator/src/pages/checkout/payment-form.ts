import type { SessionView } from '../../resources/checkout/session-view.ts';
import type { Brand } from '../brand.ts';
import { billingFields, cardFields, savedCardChoices } from '../card-fields.ts';
import { alertNotice, textField } from '../form-fields.ts';
import type { FormState } from '../form-fields.ts';
import { attributes, html } from '../html.ts';
import type { Html } from '../html.ts';
import { businessFields } from '../tax-id-fields.ts';
import { merchantFields } from './merchant-fields.ts';
import { offeredCards } from '../../resources/checkout/offered-cards.ts';
import { asksEmail, submitLabel, termsText } from './wording.ts';

interface PaymentFormOptions {
  form: FormState;
  alert: string | null;
  brand: Brand;
  /** Seconds; the script checks a card's expiry against it. */
  now: number;
}

const changingParts = 'order-summary checkout-price terms';

export function paymentForm(view: SessionView, options: PaymentFormOptions): Html {
  const { form, alert, now } = options;
  const named = attributes({
    method: 'post',
    action: `/c/pay/${view.session.id}`,
    'data-checks': true,
    'data-now': now,
    'data-card': view.collects.paymentMethod ? 'required' : 'optional',
    'data-recalculate': `/c/pay/${view.session.id}/address`,
  });
  return html`<form${named}>
    ${alertNotice(alert)}
    <div class="section"><h2>Contact</h2>${contact(view, form)}</div>
    ${view.collects.taxId ? html`<div class="section">${businessFields(form, changingParts)}</div>` : ''}
    ${addressBeforeCard(view, form)}
    <div class="section"><h2>${cardHeading(view)}</h2>${payment(view, form)}</div>
    ${merchantFields(view.session, form)} ${submitArea(view, options)}
  </form>`;
}

function contact(view: SessionView, form: FormState): Html {
  const email = asksEmail(view)
    ? textField({
        name: 'email',
        label: 'Email',
        form,
        type: 'email',
        inputmode: 'email',
        autocomplete: 'email',
        mistake: 'Your email is incomplete.',
      })
    : html`<p><span class="muted">Email:</span> ${view.email}</p>`;
  if (!view.collects.phone) return html`<div class="fields">${email}</div>`;
  const phone = textField({ name: 'phone', label: 'Phone number', form, type: 'tel', autocomplete: 'tel' });
  return html`<div class="fields">${email}${phone}</div>`;
}

/** Where tax depends on the place, the place comes first, so that the total is known before a card is typed. */
function addressBeforeCard(view: SessionView, form: FormState): Html {
  if (!view.collects.address) return html``;
  const fields = billingFields(form, { isFullAddress: true, recalculates: changingParts });
  return html`<div class="section">
    <h2>Billing address</h2>
    ${fields}
    <noscript>
      <p><button class="button" formnovalidate formaction="/c/pay/${view.session.id}/address">Update total</button></p>
    </noscript>
  </div>`;
}

function cardHeading(view: SessionView): Html {
  return view.collects.paymentMethod ? html`Payment method` : html`Payment method (optional)`;
}

function payment(view: SessionView, form: FormState): Html {
  const saved = savedCardChoices(offeredCards(view), form);
  const hasSaved = offeredCards(view).length > 0;
  const required = view.collects.paymentMethod && (hasSaved ? 'when-shown' : true);
  const card = cardFields(form, { required });
  const billing = view.collects.address ? '' : billingFields(form, { isFullAddress: false, required });
  const optional = view.collects.paymentMethod
    ? ''
    : html`<p class="muted small">You can start without a card and add one later.</p>`;
  return html`<div class="fields">
    ${saved}${optional}
    <div class="fields new-card">${card}${billing}</div>
  </div>`;
}

function submitArea(view: SessionView, { brand }: PaymentFormOptions): Html {
  const message = view.session.custom_text?.submit?.message;
  return html`<div class="submit-area">
    ${message ? html`<p class="terms">${message}</p>` : ''}
    <button
      class="button primary wide"
      data-testid="hosted-payment-submit-button"
      data-busy-label="Processing…"
      aria-describedby="terms"
    >
      ${submitLabel(view)}
    </button>
    <p class="terms" id="terms">${termsText(view, brand)}</p>
  </div>`;
}
