import type Stripe from 'stripe';
import { brandName, plainBrand } from '../brand.ts';
import type { Brand } from '../brand.ts';
import { savedCardChoices } from '../card-fields.ts';
import { dateElement } from '../date-text.ts';
import { alertNotice } from '../form-fields.ts';
import type { FormState } from '../form-fields.ts';
import { attributes, html } from '../html.ts';
import type { Html } from '../html.ts';
import { money, moneyText } from '../money-text.ts';
import { chosenType, nounOf } from '../method-choice.ts';
import type { MethodType } from '../method-choice.ts';
import { newMethodFields } from '../new-method-fields.ts';
import { pageDocument } from '../page-document.ts';
import { pageFooter } from '../page-footer.ts';
import { isPayable } from './is-payable.ts';

export interface InvoicePageView {
  invoice: Stripe.Invoice;
  /** Its lines and sums. */
  lines: Html;
  savedPaymentMethods: readonly Stripe.PaymentMethod[];
  offered: readonly MethodType[];
  /** A bank was asked for the money and has not answered. */
  isAwaitingBank: boolean;
  creditNotes: readonly Stripe.CreditNote[];
  /** The charge that paid it; null when none did. */
  charge: Stripe.Charge | null;
  /** What paid it, in words: "Visa ending in 4242". Null when nothing did. */
  paidWith: string | null;
  form: FormState;
  alert: string | null;
  /** The address of this page: `/i/…`. */
  path: string;
  /** Seconds. */
  now: number;
}

/** An invoice as its recipient sees it: what it asks for, why, and, while it is open, a way to pay. */
export function invoicePage(view: InvoicePageView): string {
  const { invoice } = view;
  const asksMoney = isPayable(invoice) && !view.isAwaitingBank;
  const title = `Invoice ${invoice.number ?? ''}`.trim();
  const brand = plainBrand(invoice.account_name ?? 'Invoice');
  const body = html`<div class="column">
    <header class="column-header">${brandName(brand)}</header>
    <main class="stack">
      <h1>${title}</h1>
      <div class="panel stack">${statusHeadline(view)} ${facts(invoice)} ${downloads(view)}</div>
      <section class="panel" aria-labelledby="lines-title">
        <div class="panel-header"><h2 id="lines-title">What it is for</h2></div>
        ${view.lines}
      </section>
      ${asksMoney ? payment(view, brand) : ''} ${creditNoteList(view.creditNotes)}
      ${invoice.description ? html`<p class="small preserved">${invoice.description}</p>` : ''}
      ${invoice.footer ? html`<p class="muted small preserved">${invoice.footer}</p>` : ''}
    </main>
    <footer>${pageFooter({ isTestCardShown: asksMoney })}</footer>
  </div>`;
  return pageDocument({ title, brand, style: 'portal', body });
}

function statusHeadline({ invoice, paidWith, isAwaitingBank }: InvoicePageView): Html {
  const { currency } = invoice;
  if (invoice.status === 'paid') {
    const paidAt = invoice.status_transitions.paid_at;
    return html`<div class="stack close">
      <p><span class="badge success">✓ Paid</span></p>
      <p class="amount-large">${money(invoice.amount_paid, currency)}</p>
      <p class="muted">
        Paid${paidAt === null ? '' : html` on ${dateElement(paidAt)}`}${paidWith ? ` with ${paidWith}` : ''}. This page
        is your receipt.
      </p>
    </div>`;
  }
  return html`<div class="stack close">
    <p>${statusBadge(invoice)}</p>
    <p class="amount-large">${money(invoice.amount_remaining, currency)}</p>
    ${isAwaitingBank ? awaitingBank : openSentence(invoice)}
  </div>`;
}

function statusBadge(invoice: Stripe.Invoice): Html {
  if (invoice.status === 'void') return html`<span class="badge">Void</span>`;
  if (invoice.status === 'uncollectible') return html`<span class="badge danger">Uncollectible</span>`;
  return html`<span class="badge warning">Open</span>`;
}

const awaitingBank = html`<p class="muted">Your bank was asked for the money. Its answer takes some days.</p>`;

function openSentence(invoice: Stripe.Invoice): Html {
  if (invoice.status === 'void') return html`<p class="muted">This invoice was voided. There is nothing to pay.</p>`;
  if (invoice.due_date) return html`<p class="muted">Due on ${dateElement(invoice.due_date)}</p>`;
  if (invoice.attempt_count > 0) return html`<p class="muted">The last attempt to take the money failed.</p>`;
  return html`<p class="muted">Due now</p>`;
}

function facts(invoice: Stripe.Invoice): Html {
  const to = [invoice.customer_name, invoice.customer_email].filter(Boolean).join(', ');
  return html`<dl class="facts two">
    <div>
      <dt>Billed to</dt>
      <dd>${to || 'Customer'}</dd>
    </div>
    <div>
      <dt>Issued</dt>
      <dd>${dateElement(invoice.effective_at ?? invoice.created)}</dd>
    </div>
    ${(invoice.custom_fields ?? []).map(
      ({ name, value }) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function downloads({ path, charge }: InvoicePageView): Html {
  return html`<p class="actions">
    <a class="button" href="${path}/pdf" data-testid="download-invoice-pdf-button">Download invoice</a>
    ${
      charge?.receipt_url
        ? html`<a class="button" href="/receipts/${charge.id}/pdf" data-testid="download-invoice-receipt-pdf-button"
            >Download receipt</a
          >`
        : ''
    }
  </p>`;
}

function creditNoteList(notes: readonly Stripe.CreditNote[]): Html {
  if (notes.length === 0) return html``;
  const rows = notes.map(
    (note) =>
      html`<li>
        <span>${dateElement(note.effective_at ?? note.created)}</span>
        <span><a href="/credit_notes/${note.id}/pdf">Credit note ${note.number}</a></span>
        <span
          >${money(note.total, note.currency)}
          ${note.status === 'void' ? html`<span class="muted">Void</span>` : ''}</span
        >
      </li>`,
  );
  return html`<section class="panel" aria-labelledby="notes-title">
    <div class="panel-header"><h2 id="notes-title">Credit notes</h2></div>
    <ul class="rows invoices">
      ${rows}
    </ul>
  </section>`;
}

function payment(view: InvoicePageView, brand: Brand): Html {
  const { invoice, form, offered, savedPaymentMethods: saved, path } = view;
  const named = attributes({
    method: 'post',
    action: path,
    'data-checks': true,
    'data-now': view.now,
    'data-method': chosenType({}, offered),
  });
  const hasSaved = saved.length > 0;
  const isReused = Boolean(invoice.parent?.subscription_details);
  const otherLabel = `Use another ${nounOf(offered)}`;
  const amount = moneyText(invoice.amount_remaining, invoice.currency);
  return html`<section class="panel" aria-labelledby="pay-title">
    <div class="panel-header"><h2 id="pay-title">Pay this invoice</h2></div>
    <form class="fields" ${named}>
      ${alertNotice(view.alert)} ${savedCardChoices(saved, form, { otherLabel })}
      ${newMethodFields(form, { offered, hasSaved, merchant: brand.name, isReused })}
      <button class="button primary wide" data-testid="hosted-payment-submit-button" data-busy-label="Processing…">
        Pay ${amount}
      </button>
    </form>
  </section>`;
}
