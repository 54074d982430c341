import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { dateText, shortDateText } from '../date-text.ts';
import { isPayable } from '../invoice/is-payable.ts';
import { moneyText, unitMoneyText } from '../money-text.ts';
import { invoiceSums } from './invoice-sums.ts';
import type { Fact, PaperDocument, PaperLine, PaperTable } from './paper.ts';
import { buyerParty, paperOf, sellerParty, shippingParty } from './parties.ts';
import { invoiceChargesOf, paidWithText, receiptNumber } from './receipts.ts';

/** An invoice as it is printed, as it stands now. */
export function invoiceDocument(tx: Tx, invoice: Stripe.Invoice): PaperDocument {
  const { currency } = invoice;
  return {
    title: 'Invoice',
    number: invoice.number,
    created: invoice.created,
    paper: paperOf(invoice),
    sender: invoice.account_name ?? 'Invoice',
    facts: factsOf(invoice),
    parties: [sellerParty(tx, invoice), buyerParty(invoice), ...shippingParty(invoice)],
    headline: headlineOf(invoice),
    link:
      isPayable(invoice) && invoice.hosted_invoice_url
        ? { label: 'Pay online', url: invoice.hosted_invoice_url }
        : null,
    memo: memoOf(invoice),
    lines: invoice.lines.data.map((line) => invoiceLine(tx, line)),
    totals: invoiceSums(tx, invoice).map((sum) => ({ ...sum, amount: moneyText(sum.amount, currency) })),
    tables: [...paymentTable(tx, invoice), ...creditNoteTable(tx, invoice)],
    footer: invoice.footer,
  };
}

export function invoiceLine(tx: Tx, line: Stripe.InvoiceLineItem): PaperLine {
  const { start, end } = line.period;
  const unit = line.pricing?.unit_amount_decimal;
  return {
    description: line.description ?? 'Item',
    details: end > start ? [`${shortDateText(start)} to ${shortDateText(end)}`] : [],
    quantity: line.quantity === null ? '' : String(line.quantity),
    unitAmount: unit === null || unit === undefined ? '' : unitMoneyText(unit.toString(), line.currency),
    tax: taxPercent(tx, line.taxes),
    amount: moneyText(line.amount, line.currency),
  };
}

/** "19%", and of several rates their list. */
export function taxPercent(
  tx: Tx,
  taxes: readonly Pick<Stripe.InvoiceLineItem.Tax, 'tax_rate_details'>[] | null,
): string {
  const rates = (taxes ?? []).flatMap((tax) => tx.find('tax_rate', tax.tax_rate_details?.tax_rate) ?? []);
  return rates.map(({ percentage }) => `${percentage}%`).join(' + ');
}

function factsOf(invoice: Stripe.Invoice): Fact[] {
  const issued = invoice.effective_at ?? invoice.created;
  const due = invoice.status === 'open' ? [{ name: 'Date due', value: dateText(invoice.due_date ?? issued) }] : [];
  const paidAt = invoice.status_transitions.paid_at;
  const paid = invoice.status === 'paid' && paidAt !== null ? [{ name: 'Date paid', value: dateText(paidAt) }] : [];
  return [{ name: 'Date of issue', value: dateText(issued) }, ...due, ...paid, ...(invoice.custom_fields ?? [])];
}

function headlineOf(invoice: Stripe.Invoice): string {
  const { currency, status_transitions: times } = invoice;
  const due = invoice.due_date ?? invoice.effective_at ?? invoice.created;
  if (invoice.status === 'void') return `Void: ${moneyText(invoice.amount_due, currency)} is no longer due`;
  if (invoice.status === 'paid')
    return `${moneyText(invoice.amount_paid, currency)} paid on ${dateText(times.paid_at ?? invoice.created)}`;
  return `${moneyText(invoice.amount_remaining, currency)} due ${dateText(due)}`;
}

/** What the sender says to it, and what the law wants said. */
function memoOf(invoice: Stripe.Invoice): string | null {
  const isReversed = (invoice.total_taxes ?? []).some((tax) => tax.taxability_reason === 'reverse_charge');
  const reversed = isReversed ? 'Tax to be paid on a reverse charge basis.' : null;
  return [invoice.description, reversed].filter(Boolean).join('\n\n') || null;
}

function paymentTable(tx: Tx, invoice: Stripe.Invoice): PaperTable[] {
  const rows = invoiceChargesOf(tx, invoice.id).map((charge) => [
    paidWithText(charge),
    dateText(charge.created),
    moneyText(charge.amount_captured, charge.currency),
    receiptNumber(charge),
  ]);
  if (rows.length === 0) return [];
  return [{ title: 'Payment history', columns: ['Payment method', 'Date', 'Amount paid', 'Receipt number'], rows }];
}

function creditNoteTable(tx: Tx, invoice: Stripe.Invoice): PaperTable[] {
  const notes = tx.list('credit_note', { invoice: idOf(invoice) }).filter(({ status }) => status === 'issued');
  if (notes.length === 0) return [];
  const rows = notes.map((note) => [
    note.number,
    dateText(note.effective_at ?? note.created),
    moneyText(note.total, note.currency),
  ]);
  return [{ title: 'Credit notes', columns: ['Credit note number', 'Date', 'Amount'], rows }];
}
