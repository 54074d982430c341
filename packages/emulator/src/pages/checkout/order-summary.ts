import { idOf } from '../../kernel/objects.ts';
import type { SessionView } from '../../resources/checkout/session-view.ts';
import { dateElement } from '../date-text.ts';
import { textField } from '../form-fields.ts';
import { attributes, html } from '../html.ts';
import type { Html } from '../html.ts';
import { money } from '../money-text.ts';
import type { PageDraft } from '../page-draft.ts';
import { lineRow, optionalItems, refreshing } from './order-lines.ts';

interface SummaryOptions {
  draft: PageDraft;
  /** Seconds. */
  now: number;
}

/** What is bought and what it costs, down to the next charge. The script replaces it whole when a total changes. */
export function orderSummary(view: SessionView, { draft, now }: SummaryOptions): Html {
  const promotion = view.collects.promotionCode ? promotionCode(view, draft) : '';
  return html`<div class="order" id="order-summary">
    <dl>${view.lines.map((line) => lineRow(line, view, now))}${subtotalRow(view)}${discountRows(view)}</dl>
    ${orderError(draft)}${promotion}
    <dl>${shippingRow(view)}${taxRows(view)}${totalRow(view)}</dl>
    ${nextChargeNote(view)}${optionalItems(view)}
  </div>`;
}

/** The sum alone, where the merchant's own page shows what is bought. */
export function orderTotal(view: SessionView, draft: PageDraft): Html {
  const promotion = view.collects.promotionCode ? promotionCode(view, draft) : '';
  return html`<div class="order" id="order-summary">
    <dl>${discountRows(view)}${shippingRow(view)}${taxRows(view)}${totalRow(view)}</dl>
    ${orderError(draft)}${promotion}
  </div>`;
}

function orderError({ orderError: error }: PageDraft): Html {
  return error ? html`<p class="field-error" role="alert">${error}</p>` : html``;
}

function shippingRow(view: SessionView): Html {
  const option = view.shippingOptions.find(({ isChosen }) => isChosen);
  if (!option || view.shipping === null) return html``;
  return row('Shipping', money(view.shipping, view.currency), `${option.name}`);
}

function subtotalRow(view: SessionView): Html {
  if (view.trialEnd !== null && view.subtotal === 0) return html``;
  return row('Subtotal', money(view.subtotal, view.currency));
}

function discountRows(view: SessionView): Html[] {
  return view.discounts.map((discount) => {
    const remove = discount.code && view.session.allow_promotion_codes ? removePromotionCode(view, discount.code) : '';
    return html`<div class="order-row">
      <dt>
        ${discount.code ?? discountName(view, discount.name)}<small class="muted">${discount.summary}</small>${remove}
      </dt>
      <dd>${money(-discount.amount, view.currency)}</dd>
    </div>`;
  });
}

/** A coupon without a name shows up under its id, which tells people nothing. */
function discountName(view: SessionView, name: string): string {
  return view.session.discounts?.some(({ coupon }) => idOf(coupon) === name) ? 'Discount' : name;
}

function removePromotionCode(view: SessionView, code: string): Html {
  return html`<form method="post" action="/c/pay/${view.session.id}/promotion-code/remove" ${refreshing}>
    <button class="button text small" data-focus-after>
      Remove <span class="visually-hidden">promotion code ${code}</span>
    </button>
  </form>`;
}

function promotionCode(view: SessionView, draft: PageDraft): Html {
  if (view.discounts.length > 0) return html``;
  const { typed, error } = draft.promotionCode;
  const field = textField({
    name: 'promotionCode',
    label: 'Promotion code',
    form: { values: { promotionCode: typed }, errors: { promotionCode: error ?? undefined } },
    autocomplete: 'off',
    maxlength: 500,
    hasFocus: error !== null,
  });
  return html`<details class="disclosure order-promotion" ${attributes({ open: error !== null })}>
    <summary data-focus-after>Add promotion code</summary>
    <form class="inline-form" method="post" action="/c/pay/${view.session.id}/promotion-code" ${refreshing}>
      ${field}<button class="button">Apply</button>
    </form>
  </details>`;
}

function taxRows(view: SessionView): Html | Html[] {
  if (view.taxStatus === 'requires_location_inputs') {
    return row('Tax', html`<span class="muted">Enter your address to see it</span>`);
  }
  if (view.taxStatus === 'failed') return row('Tax', html`<span class="muted">Could not be worked out</span>`);
  if (view.taxes.length > 0) {
    return view.taxes.map((tax) =>
      row(`${tax.name} ${tax.percentage}%${tax.inclusive ? ' (included)' : ''}`, money(tax.amount, view.currency)),
    );
  }
  return view.taxStatus === 'complete' ? row('Tax', money(view.tax, view.currency)) : html``;
}

function totalRow(view: SessionView): Html {
  return html`<div class="order-row total">
    <dt>Total due today</dt>
    <dd data-testid="total-due">${money(view.total, view.currency)}</dd>
  </div>`;
}

function nextChargeNote(view: SessionView): Html {
  if (!view.nextCharge) return html``;
  return html`<p class="order-note muted">
    Next charge: ${money(view.nextCharge.amount, view.currency)} on ${dateElement(view.nextCharge.at)}
  </p>`;
}

function row(name: string, amount: Html, note = ''): Html {
  return html`<div class="order-row">
    <dt>${name}${note ? html`<small class="muted">${note}</small>` : ''}</dt>
    <dd>${amount}</dd>
  </div>`;
}
