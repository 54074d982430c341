import { idOf } from '../../kernel/objects.ts';
import type { SessionView, SessionViewLine } from '../../resources/checkout/session-view.ts';
import { dateElement, everyText, intervalText } from '../date-text.ts';
import { textField } from '../form-fields.ts';
import { attributes, html } from '../html.ts';
import type { Html } from '../html.ts';
import { money, moneyText } from '../money-text.ts';
import type { PageDraft } from '../page-draft.ts';
import { trialText } from './wording.ts';

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
    ${promotion}
    <dl>${taxRows(view)}${totalRow(view)}</dl>
    ${nextChargeNote(view)}
  </div>`;
}

function lineRow(line: SessionViewLine, view: SessionView, now: number): Html {
  const { currency } = view;
  const each =
    line.unitAmount !== null && line.quantity !== null && line.quantity > 1
      ? html`<small class="muted">${line.quantity} × ${moneyText(line.unitAmount, currency)}</small>`
      : '';
  return html`<div class="order-row">
    <dt><span class="order-line">${line.description}</span>${rhythm(line, view)}${each}</dt>
    <dd>${lineAmount(line, view, now)}</dd>
  </div>`;
}

function rhythm(line: SessionViewLine, view: SessionView): Html {
  if (!line.interval) return html``;
  const { unit, count } = line.interval;
  if (view.trialEnd !== null && !line.isMetered) {
    const price = moneyText(line.periodAmount, view.currency);
    return html`<small class="muted">Then ${price} ${intervalText(unit, count)}</small>`;
  }
  return html`<small class="muted">${line.isMetered ? 'Billed by use' : 'Billed'} ${everyText(unit, count)}</small>`;
}

function lineAmount(line: SessionViewLine, view: SessionView, now: number): Html {
  if (line.isMetered) return html`By use`;
  if (line.interval && view.trialEnd !== null) return html`${trialText(view, now)}`;
  return money(line.amountSubtotal, view.currency);
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

const refreshing = attributes({ 'data-refresh': 'order-summary checkout-price terms' });

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

function row(name: string, amount: Html): Html {
  return html`<div class="order-row">
    <dt>${name}</dt>
    <dd>${amount}</dd>
  </div>`;
}
