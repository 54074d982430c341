import type { SessionView } from '../../resources/checkout/session-view.ts';
import type { Brand } from '../brand.ts';
import { billingFields, savedCardChoices } from '../card-fields.ts';
import { alertNotice, checkbox, textField } from '../form-fields.ts';
import type { FormState } from '../form-fields.ts';
import { attributes, html } from '../html.ts';
import type { Html } from '../html.ts';
import { chosenType, holderLabel, methodTypesOf } from '../method-choice.ts';
import { methodFields } from '../new-method-fields.ts';
import { businessFields } from '../tax-id-fields.ts';
import { customText } from './custom-text.ts';
import { merchantFields } from './merchant-fields.ts';
import { offeredCards } from '../../resources/checkout/offered-cards.ts';
import { shippingSection } from './shipping-fields.ts';
import { asksEmail, methodNoun, submitLabel, termsText } from './wording.ts';

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
    'data-method': chosenType({}, methodTypesOf(view.session)),
    'data-recalculate': `/c/pay/${view.session.id}/address`,
  });
  return html`<form${named}>
    ${alertNotice(alert)}
    <div class="section"><h2>Contact</h2>${contact(view, form)}</div>
    ${view.collects.taxId ? html`<div class="section">${businessFields(form, changingParts)}</div>` : ''}
    ${shippingSection(view, { form, parts: changingParts })} ${addressBeforeCard(view, form)}
    <div class="section"><h2>${cardHeading(view)}</h2>${payment(view, options)}</div>
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
  const phone = view.collects.phone
    ? textField({ name: 'phone', label: 'Phone number', form, type: 'tel', autocomplete: 'tel' })
    : '';
  return html`<div class="fields">${email}${phone}${names(view, form)}</div>`;
}

/** The names that the merchant asks for beside the one on the card. */
function names({ session, collects }: SessionView, form: FormState): Html[] {
  const { business, individual } = session.name_collection ?? {};
  const field = (
    name: string,
    label: string,
    { autocomplete, optional }: { autocomplete: string; optional: boolean },
  ) => textField({ name, label, form, autocomplete, required: !optional });
  return [
    individual?.enabled ? field('individualName', 'Full name', { ...individual, autocomplete: 'name' }) : html``,
    // Who buys as a business says its name there.
    business?.enabled && !collects.taxId
      ? field('businessName', 'Business name', { ...business, autocomplete: 'organization' })
      : html``,
  ];
}

/** Where tax depends on the place, the place comes first, so that the total is known before a card is typed. */
function addressBeforeCard(view: SessionView, form: FormState): Html {
  if (!view.collects.address) return html``;
  const label = holderLabel(methodTypesOf(view.session));
  const fields = billingFields(form, { isFullAddress: true, label, recalculates: changingParts });
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

function payment(view: SessionView, { form, brand }: PaymentFormOptions): Html {
  const removes = view.session.saved_payment_method_options?.payment_method_remove === 'enabled';
  const removal = removes ? `/c/pay/${view.session.id}/saved-card/remove` : null;
  const offered = methodTypesOf(view.session);
  const otherLabel = offered.length > 1 ? 'Use another payment method' : 'Use another card';
  const saved = savedCardChoices(offeredCards(view), form, { removal, otherLabel });
  const canHide = offeredCards(view).length > 0 || offered.length > 1;
  const required = view.collects.paymentMethod && (canHide ? 'when-shown' : true);
  const fields = methodFields(form, {
    offered,
    required,
    merchant: brand.name,
    isReused: view.isReused,
    asksStreet: !view.collects.address,
  });
  const optional = view.collects.paymentMethod
    ? ''
    : html`<p class="muted small">You can start without a ${methodNoun(view)} and add one later.</p>`;
  return html`<div class="fields">
    ${saved}${optional}
    <div class="fields new-card">${fields}${billing(view, { form, required })}${saveChoice(view, form)}</div>
  </div>`;
}

/** Who pays lives where the goods go, unless they say otherwise. */
function billing(view: SessionView, { form, required }: { form: FormState; required: boolean | 'when-shown' }): Html {
  if (view.collects.address) return html``;
  const offered = methodTypesOf(view.session);
  const asksPlace = offered.some((type) => type !== 'us_bank_account');
  const asked = { isFullAddress: false, label: holderLabel(offered), asksPlace };
  if (!view.collects.shippingAddress) return billingFields(form, { ...asked, required });
  const box = checkbox({
    name: 'cardUseShippingAsBilling',
    label: 'Billing address is the same as shipping',
    isChecked: form.values.cardUseShippingAsBilling === 'true',
  });
  return html`<div class="conceals">
    ${box}
    <div class="concealed">${billingFields(form, { ...asked, required: required && 'when-shown' })}</div>
  </div>`;
}

function saveChoice(view: SessionView, form: FormState): Html {
  if (view.session.saved_payment_method_options?.payment_method_save !== 'enabled') return html``;
  const isChecked = form.values.savePaymentMethod === 'true';
  return checkbox({ name: 'savePaymentMethod', label: `Save this ${methodNoun(view)} for next time`, isChecked });
}

function submitArea(view: SessionView, { brand }: PaymentFormOptions): Html {
  const { submit, after_submit: after } = view.session.custom_text;
  return html`<div class="submit-area">
    ${customText(submit)}
    <button
      class="button primary wide"
      data-testid="hosted-payment-submit-button"
      data-busy-label="Processing…"
      aria-describedby="terms"
    >
      ${submitLabel(view)}
    </button>
    ${customText(after)}
    <p class="terms" id="terms">${termsText(view, brand)}</p>
  </div>`;
}
