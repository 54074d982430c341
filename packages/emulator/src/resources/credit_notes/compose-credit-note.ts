// A credit note worked out, without being issued: what its preview shows and its creation keeps.
import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { formatAmount } from '../../money/currencies.ts';
import { creditNoteLines, type CreditNoteParams } from './credit-note-lines.ts';
import { creditedShipping, shippingTotalTaxes } from './credited-shipping.ts';
import { creditRoom, linkedRefunds } from './credit-room.ts';

type Line = Stripe.CreditNoteLineItem;

interface Sums {
  subtotal: number;
  discount: number;
  /** Of lines and shipping. */
  exclusive: number;
  inclusive: number;
  /** Of lines alone. */
  inclusiveOnLines: number;
}

type Tax = Pick<Stripe.CreditNote.TotalTax, 'amount' | 'tax_behavior'>;

function taxSum(taxes: readonly Tax[], behavior: 'exclusive' | 'inclusive'): number {
  return taxes.reduce((sum, tax) => sum + (tax.tax_behavior === behavior ? tax.amount : 0), 0);
}

function sumsOf(lines: readonly Line[], onShipping: readonly Tax[]): Sums {
  const onLines = lines.flatMap((line) => line.taxes ?? []);
  const taxes = [...onLines, ...onShipping];
  return {
    subtotal: lines.reduce((sum, line) => sum + line.amount, 0),
    discount: lines.reduce((sum, line) => sum + line.discount_amount, 0),
    exclusive: taxSum(taxes, 'exclusive'),
    inclusive: taxSum(taxes, 'inclusive'),
    inclusiveOnLines: taxSum(onLines, 'inclusive'),
  };
}

function number(tx: Tx, invoice: Stripe.Invoice): string {
  const before = tx.list('credit_note', { invoice: invoice.id }).length;
  return `${invoice.number}-CN-${String(before + 1).padStart(2, '0')}`;
}

/** @throws StripeError unless the invoice is finalized and not void. */
function checkCreditable(invoice: Stripe.Invoice): void {
  if (['open', 'paid', 'uncollectible'].includes(invoice.status ?? '')) return;
  throw invalidRequest({
    message: `Credit notes can only be issued for open, paid or uncollectible invoices. This invoice is ${invoice.status}.`,
    param: 'invoice',
  });
}

/** Nothing may be credited twice. */
function checkRoom(note: Pick<Stripe.CreditNote, 'total' | 'currency'>, room: number): void {
  if (note.total <= room) return;
  throw invalidRequest({
    message: `The amount of the credit note (${formatAmount(note.total, note.currency)}) is more than what is left of the invoice (${formatAmount(room, note.currency)}).`,
    param: 'amount',
  });
}

/** What is still owed is lowered first; what goes beyond it was paid already. */
function splitTotal(
  invoice: Stripe.Invoice,
  total: number,
): Pick<Stripe.CreditNote, 'pre_payment_amount' | 'post_payment_amount' | 'type'> {
  const before = Math.min(total, invoice.amount_remaining);
  const after = total - before;
  const isMixed = before > 0 && after > 0;
  return {
    pre_payment_amount: before,
    post_payment_amount: after,
    type: isMixed ? 'mixed' : after > 0 || invoice.status === 'paid' ? 'post_payment' : 'pre_payment',
  };
}

/**
 * The note as these parameters would issue it now; nothing is stored or moved.
 *
 * @throws StripeError when less than its total is left of the invoice.
 */
export function composeCreditNote(tx: Tx, params: CreditNoteParams): Stripe.CreditNote {
  const invoice = tx.get('invoice', params.invoice, { param: 'invoice' });
  checkCreditable(invoice);
  const lines = creditNoteLines(tx, invoice, params);
  const shipping = creditedShipping(tx, invoice, params);
  const onShipping = shippingTotalTaxes(shipping);
  const { subtotal, discount, exclusive, inclusive, inclusiveOnLines } = sumsOf(lines, onShipping);
  const net = subtotal - discount + (shipping?.amount_subtotal ?? 0);
  const total = net + exclusive;
  const linked = linkedRefunds(tx, invoice, params);
  checkRoom({ total, currency: invoice.currency }, creditRoom(tx, { invoice, linked }));
  const id = tx.newId('cn');
  return {
    id,
    object: 'credit_note',
    amount: total,
    amount_shipping: shipping?.amount_subtotal ?? 0,
    created: tx.now(invoice),
    currency: invoice.currency,
    customer: idOf(invoice.customer) ?? '',
    customer_account: null,
    customer_balance_transaction: null,
    discount_amount: discount,
    discount_amounts: lines.flatMap((line) => line.discount_amounts),
    effective_at: params.effective_at ?? tx.now(invoice),
    invoice: invoice.id,
    lines: { object: 'list', data: lines, has_more: false, url: `/v1/credit_notes/${id}/lines` },
    livemode: false,
    memo: params.memo ?? null,
    metadata: mergedMetadata(null, params.metadata),
    number: number(tx, invoice),
    out_of_band_amount: params.out_of_band_amount ?? null,
    pdf: tx.url(`/credit_notes/${id}/pdf`),
    pretax_credit_amounts: lines.flatMap((line) => line.pretax_credit_amounts),
    reason: params.reason ?? null,
    refunds: [],
    shipping_cost: shipping,
    status: 'issued',
    subtotal,
    subtotal_excluding_tax: subtotal - inclusiveOnLines,
    total,
    total_excluding_tax: net - inclusive,
    total_taxes: [...lines.flatMap((line) => line.taxes ?? []), ...onShipping],
    ...splitTotal(invoice, total),
    voided_at: null,
  };
}
