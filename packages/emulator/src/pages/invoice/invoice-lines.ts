import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { shortDateText } from '../date-text.ts';
import { invoiceSums } from '../documents/invoice-sums.ts';
import type { Sum } from '../documents/invoice-sums.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { money } from '../money-text.ts';

/** The lines of an invoice (or of a preview of one) with its sums, down to what is due. */
export function invoiceLines(tx: Tx, invoice: Stripe.Invoice): Html {
  return html`<div class="scroll" role="region" aria-label="Invoice lines" tabindex="0">
    <table class="lines">
      <thead>
        <tr>
          <th scope="col">Description</th>
          <th scope="col" class="number">Amount</th>
        </tr>
      </thead>
      <tbody>
        ${invoice.lines.data.map(lineRow)}
      </tbody>
      <tfoot>
        ${invoiceSums(tx, invoice).map((sum) => sumRow(sum, invoice.currency))}
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

/** One row of a table's sums. */
export function sumRow({ name, amount, isStrong }: Sum, currency: string): Html {
  return html`<tr class="${isStrong ? 'total' : ''}">
    <th scope="row">${name}</th>
    <td class="number">${money(amount, currency)}</td>
  </tr>`;
}
