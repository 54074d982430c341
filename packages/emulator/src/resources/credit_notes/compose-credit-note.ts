// A credit note worked out, without being issued: what its preview shows and its creation keeps.
import type Stripe from 'stripe';
import { invalidRequest, missing, missingParam } from '../../kernel/errors.ts';
import { decimal } from '../../kernel/decimal.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { percentOf, roundedQuotient } from '../../money/rounding.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';

export type CreditNoteParams = Stripe.CreditNoteCreateParams;
type LineParam = NonNullable<CreditNoteParams['lines']>[number];
type Line = Stripe.CreditNoteLineItem;

function share(amount: number, part: number, whole: number): number {
  return whole === 0 ? 0 : roundedQuotient(BigInt(amount) * BigInt(part), whole);
}

function blankLine(tx: Tx, fields: Pick<Line, 'amount' | 'type'> & Partial<Line>): Line {
  return {
    id: tx.newId('cnli'),
    object: 'credit_note_line_item',
    description: null,
    discount_amount: 0,
    discount_amounts: [],
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity: null,
    tax_rates: [],
    taxes: [],
    unit_amount: null,
    unit_amount_decimal: null,
    ...fields,
  };
}

/** Part of an invoice's line: its discounts and taxes come back in the same part. */
function invoiceLine(
  tx: Tx,
  { invoice, param, name }: { invoice: Stripe.Invoice; param: LineParam; name: string },
): Line {
  const of = invoice.lines.data.find(({ id }) => id === param.invoice_line_item);
  if (!of) throw missing('line_item', param.invoice_line_item ?? '', `${name}[invoice_line_item]`);
  const quantity = param.quantity ?? null;
  const amount = param.amount ?? (quantity === null ? of.amount : share(of.amount, quantity, of.quantity ?? 1));
  if (amount < 0 || amount > of.amount) {
    throw invalidRequest({
      message: 'A credit cannot be more than the line that it is for.',
      param: `${name}[amount]`,
    });
  }
  const discounts = (of.discount_amounts ?? []).map((each) => ({
    amount: share(each.amount, amount, of.amount),
    discount: each.discount,
  }));
  const off = discounts.reduce((sum, each) => sum + each.amount, 0);
  return blankLine(tx, {
    amount,
    description: of.description,
    discount_amount: off,
    discount_amounts: discounts,
    invoice_line_item: of.id,
    pretax_credit_amounts: discounts.map((each) => ({ ...each, discount: idOf(each.discount), type: 'discount' })),
    quantity,
    taxes: (of.taxes ?? []).map((tax) => ({
      ...tax,
      amount: share(tax.amount, amount, of.amount),
      taxable_amount: tax.taxable_amount === null ? null : share(tax.taxable_amount, amount, of.amount),
    })),
    type: 'invoice_line_item',
    unit_amount: quantity === null ? null : share(of.amount, 1, of.quantity ?? 1),
    unit_amount_decimal: of.pricing?.unit_amount_decimal ?? null,
  });
}

function customLine(tx: Tx, { param, name }: { param: LineParam; name: string }): Line {
  const quantity = param.quantity ?? 1;
  const unit = param.unit_amount ?? param.amount;
  if (unit === undefined) throw missingParam(`${name}[unit_amount]`);
  const amount = unit * quantity;
  const rates = taxRatesOf(tx, { ids: param.tax_rates, param: `${name}[tax_rates]` }) ?? [];
  return blankLine(tx, {
    amount,
    description: param.description ?? null,
    quantity,
    tax_rates: rates,
    taxes: rates
      .filter((rate) => !rate.inclusive)
      .map((rate) => ({
        amount: percentOf(amount, rate.percentage),
        tax_behavior: 'exclusive',
        tax_rate_details: { tax_rate: rate.id },
        taxability_reason: 'standard_rated',
        taxable_amount: amount,
        type: 'tax_rate_details',
      })),
    type: 'custom_line_item',
    unit_amount: unit,
    unit_amount_decimal: decimal(String(unit)),
  });
}

function linesOf(tx: Tx, invoice: Stripe.Invoice, params: CreditNoteParams): Line[] {
  if (params.lines && params.lines.length > 0) {
    return params.lines.map((param, index) => {
      const name = `lines[${index}]`;
      return param.type === 'invoice_line_item'
        ? invoiceLine(tx, { invoice, param, name })
        : customLine(tx, { param, name });
    });
  }
  const { amount } = params;
  if (amount === undefined) {
    throw invalidRequest({
      code: 'parameter_missing',
      message: 'You must specify `amount` or `lines`.',
      param: 'amount',
    });
  }
  if (amount < 1) throw invalidRequest({ message: 'The amount of a credit note must be positive.', param: 'amount' });
  const part = { amount, quantity: 1, unit_amount: amount, unit_amount_decimal: decimal(String(amount)) };
  return [blankLine(tx, { ...part, type: 'custom_line_item' })];
}

interface Sums {
  subtotal: number;
  discount: number;
  exclusive: number;
  inclusive: number;
}

function sumsOf(lines: readonly Line[]): Sums {
  const taxes = lines.flatMap((line) => line.taxes ?? []);
  const taxSum = (behavior: string): number =>
    taxes.reduce((sum, tax) => sum + (tax.tax_behavior === behavior ? tax.amount : 0), 0);
  return {
    subtotal: lines.reduce((sum, line) => sum + line.amount, 0),
    discount: lines.reduce((sum, line) => sum + line.discount_amount, 0),
    exclusive: taxSum('exclusive'),
    inclusive: taxSum('inclusive'),
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

/** The note as these parameters would issue it now; nothing is stored or moved. */
export function composeCreditNote(tx: Tx, params: CreditNoteParams): Stripe.CreditNote {
  const invoice = tx.get('invoice', params.invoice, { param: 'invoice' });
  checkCreditable(invoice);
  const lines = linesOf(tx, invoice, params);
  const { subtotal, discount, exclusive, inclusive } = sumsOf(lines);
  const total = subtotal - discount + exclusive;
  const isPaid = invoice.status === 'paid';
  const id = tx.newId('cn');
  return {
    id,
    object: 'credit_note',
    amount: total,
    amount_shipping: 0,
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
    pdf: tx.url(`/i/${invoice.id}`),
    post_payment_amount: isPaid ? total : 0,
    pre_payment_amount: isPaid ? 0 : total,
    pretax_credit_amounts: lines.flatMap((line) => line.pretax_credit_amounts),
    reason: params.reason ?? null,
    refunds: [],
    shipping_cost: null,
    status: 'issued',
    subtotal,
    subtotal_excluding_tax: subtotal - inclusive,
    total,
    total_excluding_tax: subtotal - discount - inclusive,
    total_taxes: lines.flatMap((line) => line.taxes ?? []),
    type: isPaid ? 'post_payment' : 'pre_payment',
    voided_at: null,
  };
}
