// The lines of an order, and what the person may change about them before paying.
import type { OptionalItemView, SessionView, SessionViewLine } from '../../resources/checkout/session-view.ts';
import { everyText, intervalText } from '../date-text.ts';
import { attributes, html } from '../html.ts';
import type { Html } from '../html.ts';
import { money, moneyText } from '../money-text.ts';
import { decimalsOf } from '../../money/currencies.ts';
import { trialText } from './wording.ts';

/** What of the page a change of the order replaces. */
export const refreshing = attributes({ 'data-refresh': 'order-summary checkout-price terms' });

export function lineRow(line: SessionViewLine, view: SessionView, now: number): Html {
  return html`<div class="order-row">
    <dt>
      <span class="order-line">${line.description}</span>${rhythm(line, view)}${each(line, view)}
      ${quantityForm(line, view)}${amountForm(line, view)}${removal(line, view)}
    </dt>
    <dd>${lineAmount(line, view, now)}</dd>
  </div>`;
}

function each({ unitAmount, quantity }: SessionViewLine, { currency }: SessionView): Html {
  if (unitAmount === null || quantity === null || quantity < 2) return html``;
  return html`<small class="muted">${quantity} × ${moneyText(unitAmount, currency)}</small>`;
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

/** A form of its own for each line: it is sent as soon as the number changes, by its button where there is no script. */
function quantityForm(line: SessionViewLine, view: SessionView): Html {
  if (!line.adjustable) return html``;
  const id = `quantity-${line.id}`;
  const named = attributes({
    id,
    name: 'quantity',
    type: 'number',
    inputmode: 'numeric',
    required: true,
    min: line.adjustable.minimum,
    max: line.adjustable.maximum,
    value: line.quantity,
    'data-submits': true,
  });
  return html`<form class="line-form" method="post" action="/c/pay/${view.session.id}/quantity" ${refreshing}>
    <input type="hidden" name="item" value="${line.id}" />
    <label for="${id}">Quantity <span class="visually-hidden">of ${line.description}</span></label>
    <input${named} /><noscript><button class="button">Update</button></noscript>
  </form>`;
}

function amountForm(line: SessionViewLine, view: SessionView): Html {
  if (!line.customAmount) return html``;
  const { chosen, minimum, maximum } = line.customAmount;
  const scale = 10 ** decimalsOf(view.currency);
  const range = [
    minimum === null ? '' : `from ${moneyText(minimum, view.currency)}`,
    maximum === null ? '' : `up to ${moneyText(maximum, view.currency)}`,
  ].filter(Boolean);
  const named = attributes({
    id: 'customUnitAmount',
    name: 'customUnitAmount',
    inputmode: 'decimal',
    autocomplete: 'off',
    required: true,
    maxlength: 15,
    value: chosen === 0 ? '' : (chosen / scale).toFixed(decimalsOf(view.currency)),
    'data-submits': true,
  });
  return html`<form class="line-form" method="post" action="/c/pay/${view.session.id}/amount" ${refreshing}>
    <input type="hidden" name="item" value="${line.id}" />
    <label for="customUnitAmount">
      Amount in ${view.currency.toUpperCase()} <span class="muted">${range.join(' ')}</span>
    </label>
    <input${named} /><noscript><button class="button">Update</button></noscript>
  </form>`;
}

function removal(line: SessionViewLine, view: SessionView): Html {
  if (!line.isOptional) return html``;
  return html`<form method="post" action="/c/pay/${view.session.id}/optional-item/remove" ${refreshing}>
    <input type="hidden" name="item" value="${line.id}" />
    <button class="button text small" data-focus-after>
      Remove <span class="visually-hidden">${line.description}</span>
    </button>
  </form>`;
}

/** What may be added, each with its price. */
export function optionalItems(view: SessionView): Html {
  if (view.optionalItems.length === 0) return html``;
  return html`<section class="order-extras" aria-labelledby="order-extras">
    <h2 id="order-extras">Add to your order</h2>
    <ul>
      ${view.optionalItems.map((item) => optionalItem(item, view))}
    </ul>
  </section>`;
}

function optionalItem(item: OptionalItemView, view: SessionView): Html {
  const { interval } = item;
  const times = item.quantity > 1 ? `${item.quantity} × ` : '';
  const price = `${moneyText(item.amount, view.currency)}${interval ? ` ${intervalText(interval.unit, interval.count)}` : ''}`;
  return html`<li class="order-row">
    <span>${times}${item.description}<small class="muted">${price}</small></span>
    <form method="post" action="/c/pay/${view.session.id}/optional-item" ${refreshing}>
      <input type="hidden" name="index" value="${item.index}" />
      <button class="button" data-focus-after>Add <span class="visually-hidden">${item.description}</span></button>
    </form>
  </li>`;
}
