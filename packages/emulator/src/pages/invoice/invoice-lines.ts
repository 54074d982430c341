import type Stripe from 'stripe';
import { shortDateText } from '../date-text.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { money } from '../money-text.ts';

/** The lines of an invoice (or of a preview of one) with its sums, down to what is due. */
export function invoiceLines(invoice: Stripe.Invoice, lines: readonly Stripe.InvoiceLineItem[]): Html {
  return html`<div class="scroll" role="region" aria-label="Invoice lines" tabindex="0">
    <table class="lines">
      <thead>
        <tr>
          <th scope="col">Description</th>
          <th scope="col" class="number">Amount</th>
        </tr>
      </thead>
      <tbody>
        ${lines.map(lineRow)}
      </tbody>
      <tfoot>
        ${sums(invoice)}
      </tfoot>
    </table>
  </div>`;
}

function lineRow(line: Stripe.InvoiceLineItem): Html {
  const { start, end } = line.period;
  const details = [
    (line.quantity ?? 1) > 1 ? `Quantity ${line.quantity}` : '',
    end > start ? `${shortDateText(start)} to ${shortDateText(end)}` : '',
  ].filter(Boolean);
  return html`<tr>
    <th scope="row">
      ${line.description ?? 'Item'}
      ${details.length > 0 ? html`<br /><span class="muted small">${details.join(', ')}</span>` : ''}
    </th>
    <td class="number">${money(line.amount, line.currency)}</td>
  </tr>`;
}

function sums(invoice: Stripe.Invoice): Html[] {
  const { currency } = invoice;
  const discount = (invoice.total_discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
  const tax = (invoice.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0);
  const balance = invoice.amount_due - invoice.total;
  const rows = discount > 0 || tax > 0 ? [sumRow('Subtotal', invoice.subtotal, currency)] : [];
  if (discount > 0) rows.push(sumRow('Discount', -discount, currency));
  if (tax > 0) rows.push(sumRow('Tax', tax, currency));
  if (balance !== 0) rows.push(sumRow('Total', invoice.total, currency));
  // A total below zero becomes a credit of the customer; what is due is then nothing.
  if (balance !== 0) rows.push(sumRow(invoice.total < 0 ? 'Kept as credit' : 'From your balance', balance, currency));
  rows.push(sumRow('Amount due', invoice.amount_due, currency, 'total'));
  if (invoice.amount_paid > 0) rows.push(sumRow('Amount paid', invoice.amount_paid, currency));
  return rows;
}

function sumRow(name: string, amount: number, currency: string, look = ''): Html {
  return html`<tr class="${look}">
    <th scope="row">${name}</th>
    <td class="number">${money(amount, currency)}</td>
  </tr>`;
}
