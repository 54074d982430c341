import type { SessionView, SessionViewLine } from '../../resources/checkout/session-view.ts';
import { dateElement, intervalText } from '../date-text.ts';
import { textField } from '../form-fields.ts';
import { attributes, html } from '../html.ts';
import type { Html } from '../html.ts';
import { money, moneyText } from '../money-text.ts';
import type { PageDraft } from '../page-draft.ts';

interface SummaryOptions {
  draft: PageDraft;
  /** Seconds. */
  now: number;
}

/** What is bought and what it costs, down to the next charge. The script replaces it whole when a total changes. */
export function orderSummary(view: SessionView, { draft }: SummaryOptions): Html {
  const promotion = view.collects.promotionCode ? promotionCode(view, draft) : '';
  return html`<div class="order" id="order-summary">
    <dl>${view.lines.map((line) => lineRow(line, view.currency))}${subtotalRow(view)}${discountRows(view)}</dl>
    ${promotion}
    <dl>${taxRows(view)}${totalRow(view)}</dl>
    ${nextChargeNote(view)}
  </div>`;
}

function lineRow(line: SessionViewLine, currency: string): Html {
  const each =
    line.unitAmount !== null && line.quantity !== null && line.quantity > 1
      ? html`<small class="muted">${line.quantity} × ${moneyText(line.unitAmount, currency)}</small>`
      : '';
  const rhythm = line.interval
    ? html`<small class="muted">${line.isMetered ? 'Billed by use ' : 'Billed '}${intervalText(
        line.interval.unit,
        line.interval.count,
      )}</small>`
    : '';
  const amount = line.isMetered ? 'By use' : money(line.amountSubtotal, currency);
  return html`<div class="order-row">
    <dt><span class="order-line">${line.description}</span>${rhythm}${each}</dt>
    <dd>${amount}</dd>
  </div>`;
}

function subtotalRow(view: SessionView): Html {
  return row('Subtotal', money(view.subtotal, view.currency));
}

function discountRows(view: SessionView): Html[] {
  return view.discounts.map((discount) => {
    const remove = discount.code && view.session.allow_promotion_codes ? removePromotionCode(view, discount.code) : '';
    return html`<div class="order-row">
      <dt>${discount.code ?? discount.name}<small class="muted">${discount.summary}</small>${remove}</dt>
      <dd>${money(-discount.amount, view.currency)}</dd>
    </div>`;
  });
}

function removePromotionCode(view: SessionView, code: string): Html {
  return html`<form method="post" action="/c/pay/${view.session.id}/promotion-code/remove"${refreshing}>
    <button class="button text small">Remove <span class="visually-hidden">promotion code ${code}</span></button>
  </form>`;
}

const refreshing = attributes({ 'data-refresh': 'order-summary checkout-price submit-area' });

function promotionCode(view: SessionView, draft: PageDraft): Html {
  if (view.discounts.length > 0) return html``;
  const { typed, error } = draft.promotionCode;
  const field = textField({
    name: 'promotionCode',
    label: 'Promotion code',
    form: { values: { promotionCode: typed }, errors: { promotionCode: error ?? undefined } },
    autocomplete: 'off',
    maxlength: 500,
  });
  return html`<details class="disclosure order-promotion"${attributes({ open: error !== null })}>
    <summary>Add promotion code</summary>
    <form class="inline-form" method="post" action="/c/pay/${view.session.id}/promotion-code"${refreshing}>
      ${field}<button class="button">Apply</button>
    </form>
    ${error ? html`<p class="visually-hidden" role="alert" tabindex="-1" autofocus>${error}</p>` : ''}
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
  return html`<div class="order-row"><dt>${name}</dt><dd>${amount}</dd></div>`;
}
