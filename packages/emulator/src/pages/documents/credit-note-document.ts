import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';
import { dateText } from '../date-text.ts';
import { moneyText, unitMoneyText } from '../money-text.ts';
import { taxPercent } from './invoice-document.ts';
import { taxSums, unlessZero } from './invoice-sums.ts';
import type { Sum } from './invoice-sums.ts';
import type { PaperDocument, PaperLine } from './paper.ts';
import { buyerParty, paperOf, sellerParty } from './parties.ts';

/** A credit note as it is printed: what of an invoice is taken back, and how. */
export function creditNoteDocument(tx: Tx, note: Stripe.CreditNote): PaperDocument {
  const invoice = tx.get('invoice', note.invoice);
  const issued = dateText(note.effective_at ?? note.created);
  const isVoid = note.status === 'void';
  const total = moneyText(note.total, note.currency);
  return {
    title: 'Credit note',
    number: note.number,
    created: note.created,
    paper: paperOf(invoice),
    sender: invoice.account_name ?? 'Credit note',
    facts: [
      { name: 'Invoice number', value: invoice.number ?? invoice.id },
      { name: 'Date of issue', value: issued },
      ...(note.reason === null ? [] : [{ name: 'Reason', value: reasons[note.reason] ?? note.reason }]),
    ],
    parties: [sellerParty(tx, invoice), buyerParty(invoice)],
    headline: isVoid ? `Void: ${total} is not credited` : `${total} credited on ${issued}`,
    link: null,
    memo: note.memo,
    lines: note.lines.data.map((line) => noteLine(tx, line, note.currency)),
    totals: noteSums(tx, note).map((sum) => ({ ...sum, amount: moneyText(sum.amount, note.currency) })),
    tables: [],
    footer: invoice.footer,
  };
}

const reasons: Readonly<Record<string, string>> = {
  duplicate: 'Duplicate',
  fraudulent: 'Fraudulent',
  order_change: 'Order change',
  product_unsatisfactory: 'Product unsatisfactory',
};

function noteLine(tx: Tx, line: Stripe.CreditNoteLineItem, currency: string): PaperLine {
  return {
    description: line.description ?? 'Credit',
    details: [],
    quantity: line.quantity === null ? '' : String(line.quantity),
    unitAmount: line.unit_amount_decimal === null ? '' : unitMoneyText(line.unit_amount_decimal.toString(), currency),
    tax: taxPercent(tx, line.taxes),
    amount: moneyText(line.amount, currency),
  };
}

function noteSums(tx: Tx, note: Stripe.CreditNote): Sum[] {
  const taxes = taxSums(tx, note.total_taxes ?? [], note.currency);
  const discount = note.discount_amount > 0 ? [{ name: 'Discount', amount: -note.discount_amount }] : [];
  const net =
    taxes.length > 0 && note.total_excluding_tax !== null
      ? [{ name: 'Total excluding tax', amount: note.total_excluding_tax }]
      : [];
  const shipping = unlessZero('Shipping', note.amount_shipping);
  const isPlain = discount.length + shipping.length + taxes.length === 0;
  return [
    ...(isPlain ? [] : [{ name: 'Subtotal', amount: note.subtotal }]),
    ...discount,
    ...shipping,
    ...net,
    ...taxes,
    { name: 'Total credited', amount: note.total, isStrong: true },
    ...waysBack(tx, note),
  ];
}

/** Where the money of a note on a paid invoice goes. */
function waysBack(tx: Tx, note: Stripe.CreditNote): Sum[] {
  const refunded = note.refunds.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0);
  const credited = -(tx.find('customer_balance_transaction', note.customer_balance_transaction)?.amount ?? 0);
  const ways = [
    { name: 'Adjustment to the amount due', amount: note.pre_payment_amount },
    { name: 'Refund', amount: refunded },
    { name: 'Credit to the customer’s balance', amount: credited },
    { name: 'Paid back outside Stripe', amount: note.out_of_band_amount ?? 0 },
  ];
  return ways.filter(({ amount }) => amount !== 0);
}
