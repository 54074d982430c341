import type Stripe from 'stripe';
import { brandName, plainBrand } from '../brand.ts';
import { dateElement } from '../date-text.ts';
import { receiptDocument, receiptSums } from '../documents/receipt-document.ts';
import { invoiceOfCharge, paidWithText, receiptNumber } from '../documents/receipts.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { sumRow } from '../invoice/invoice-lines.ts';
import { money } from '../money-text.ts';
import { pageDocument } from '../page-document.ts';
import { pageFooter } from '../page-footer.ts';
import type { Tx } from '../../kernel/tx.ts';

/** What was paid, when, with what and for what: the page behind a charge's `receipt_url`. */
export function receiptPage(tx: Tx, charge: Stripe.Charge): string {
  const { sender, lines } = receiptDocument(tx, charge);
  const brand = plainBrand(sender);
  const title = `Receipt from ${sender}`;
  const body = html`<div class="column">
    <header class="column-header">${brandName(brand)}</header>
    <main class="stack">
      <h1>${title}</h1>
      <div class="panel stack">${headline(charge)} ${facts(tx, charge)} ${links(tx, charge)}</div>
      <section class="panel" aria-labelledby="summary-title">
        <div class="panel-header"><h2 id="summary-title">Summary</h2></div>
        <div class="scroll" role="region" aria-label="What was paid for" tabindex="0">
          <table class="lines">
            <thead>
              <tr>
                <th scope="col">Description</th>
                <th scope="col" class="number">Amount</th>
              </tr>
            </thead>
            <tbody>
              ${lines.map(
                ({ description, details, amount }) =>
                  html`<tr>
                    <th scope="row">
                      ${description} ${details.map((detail) => html`<br /><span class="muted small">${detail}</span>`)}
                    </th>
                    <td class="number"><span class="money">${amount}</span></td>
                  </tr>`,
              )}
            </tbody>
            <tfoot>
              ${receiptSums(tx, charge).map((sum) => sumRow(sum, charge.currency))}
            </tfoot>
          </table>
        </div>
      </section>
    </main>
    <footer>${pageFooter()}</footer>
  </div>`;
  return pageDocument({ title, brand, style: 'portal', body });
}

function headline(charge: Stripe.Charge): Html {
  const amount = charge.captured ? charge.amount_captured : charge.amount;
  return html`<div class="stack close">
    <p>${stateBadge(charge)}</p>
    <p class="amount-large">${money(amount, charge.currency)}</p>
    <p class="muted">${charge.captured ? 'Paid' : 'Authorized'} on ${dateElement(charge.created)}</p>
  </div>`;
}

function stateBadge({ captured, refunded, amount_refunded }: Stripe.Charge): Html {
  if (refunded) return html`<span class="badge">Refunded</span>`;
  if (amount_refunded > 0) return html`<span class="badge">Partly refunded</span>`;
  if (!captured) return html`<span class="badge warning">Authorized</span>`;
  return html`<span class="badge success">✓ Paid</span>`;
}

function facts(tx: Tx, charge: Stripe.Charge): Html {
  const invoice = invoiceOfCharge(tx, charge);
  return html`<dl class="facts two">
    <div>
      <dt>Receipt number</dt>
      <dd>${receiptNumber(charge)}</dd>
    </div>
    <div>
      <dt>Payment method</dt>
      <dd>${paidWithText(charge)}</dd>
    </div>
    ${
      invoice?.number
        ? html`<div>
            <dt>Invoice number</dt>
            <dd>${invoice.number}</dd>
          </div>`
        : ''
    }
  </dl>`;
}

function links(tx: Tx, charge: Stripe.Charge): Html {
  const invoice = invoiceOfCharge(tx, charge);
  return html`<p class="actions">
    <a class="button" href="/receipts/${charge.id}/pdf">Download receipt</a>
    ${invoice ? html`<a class="button" href="/i/${invoice.id}">View invoice</a>` : ''}
  </p>`;
}
