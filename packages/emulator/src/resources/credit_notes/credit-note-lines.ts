// The lines of a credit note: parts of an invoice's lines, whose discounts and taxes come back in the same part, or lines
// of its own.
import type Stripe from 'stripe';
import { decimal, decimalText } from '../../kernel/decimal.ts';
import { exclusiveParams, invalidRequest, missing, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { fractionsPerUnit, parseDecimal } from '../../money/decimal-fraction.ts';
import { percentOf, roundedQuotient } from '../../money/rounding.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';

export type CreditNoteParams = Stripe.CreditNoteCreateParams;
type LineParam = NonNullable<CreditNoteParams['lines']>[number];
type Line = Stripe.CreditNoteLineItem;

interface Given {
  param: LineParam;
  /** The place of a field of the line in the request. */
  name: (field: string) => string;
}

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
    metadata: null,
    pretax_credit_amounts: [],
    quantity: null,
    tax_rates: [],
    taxes: [],
    unit_amount: null,
    unit_amount_decimal: null,
    ...fields,
  };
}

/** What each type of line may not say. */
const foreign = {
  invoice_line_item: ['description', 'tax_rates', 'unit_amount', 'unit_amount_decimal'],
  custom_line_item: ['amount', 'invoice_line_item'],
} as const;

function checkFields(invoice: Stripe.Invoice, { param, name }: Given): void {
  const type = param.type === 'invoice_line_item' ? 'invoice_line_item' : 'custom_line_item';
  const other = foreign[type].find((field) => param[field] !== undefined);
  if (other !== undefined) {
    throw invalidRequest({ message: `You cannot pass \`${other}\` when \`type\` is \`${type}\`.`, param: name(other) });
  }
  if (param.tax_amounts && param.tax_rates) {
    throw exclusiveParams(name('tax_rates'), name('tax_amounts'));
  }
  const isAutomatic = invoice.automatic_tax.enabled;
  if (isAutomatic && (type === 'custom_line_item' || param.tax_amounts)) {
    throw invalidRequest({
      message: 'Lines of your own, and tax amounts, cannot be credited on an invoice with automatic tax.',
      param: name(type === 'custom_line_item' ? 'type' : 'tax_amounts'),
    });
  }
}

function givenTaxes(tx: Tx, { param, name }: Given): Line['taxes'] {
  if (!param.tax_amounts) return null;
  return param.tax_amounts.map((tax, index) => {
    const rate = tx.get('tax_rate', tax.tax_rate, { param: `${name('tax_amounts')}[${index}][tax_rate]` });
    return {
      amount: tax.amount,
      tax_behavior: rate.inclusive ? 'inclusive' : 'exclusive',
      tax_rate_details: { tax_rate: rate.id },
      taxability_reason: 'not_available',
      taxable_amount: tax.taxable_amount,
      type: 'tax_rate_details',
    };
  });
}

/** What notes that stand have credited of an invoice's line. */
function creditedOf(tx: Tx, invoice: Stripe.Invoice, line: string): number {
  return tx
    .list('credit_note', { invoice: invoice.id, status: 'issued' })
    .flatMap((note) => note.lines.data)
    .reduce((sum, each) => sum + (each.invoice_line_item === line ? each.amount : 0), 0);
}

function partOf(tx: Tx, { invoice, of, given }: { invoice: Stripe.Invoice; of: Stripe.InvoiceLineItem; given: Given }) {
  const { param, name } = given;
  const quantity = param.quantity ?? null;
  const amount = param.amount ?? (quantity === null ? of.amount : share(of.amount, quantity, of.quantity ?? 1));
  if (amount < 0 || amount > of.amount - creditedOf(tx, invoice, of.id)) {
    throw invalidRequest({
      message: 'A credit cannot be more than what is left of the line that it is for.',
      param: name(quantity === null ? 'amount' : 'quantity'),
    });
  }
  return { amount, quantity };
}

function invoiceLine(tx: Tx, invoice: Stripe.Invoice, given: Given): Line {
  const { param, name } = given;
  const of = invoice.lines.data.find(({ id }) => id === param.invoice_line_item);
  if (!of) throw missing('line_item', param.invoice_line_item ?? '', name('invoice_line_item'));
  const { amount, quantity } = partOf(tx, { invoice, of, given });
  const discounts = (of.discount_amounts ?? []).map((each) => ({
    amount: share(each.amount, amount, of.amount),
    discount: each.discount,
  }));
  const sameShare = (of.taxes ?? []).map((tax) => ({
    ...tax,
    amount: share(tax.amount, amount, of.amount),
    taxable_amount: tax.taxable_amount === null ? null : share(tax.taxable_amount, amount, of.amount),
  }));
  return blankLine(tx, {
    amount,
    description: of.description,
    discount_amount: discounts.reduce((sum, each) => sum + each.amount, 0),
    discount_amounts: discounts,
    invoice_line_item: of.id,
    metadata: param.metadata ? mergedMetadata(null, param.metadata) : null,
    pretax_credit_amounts: discounts.map((each) => ({ ...each, discount: idOf(each.discount), type: 'discount' })),
    quantity,
    taxes: givenTaxes(tx, given) ?? sameShare,
    type: 'invoice_line_item',
    unit_amount: quantity === null ? null : share(of.amount, 1, of.quantity ?? 1),
    unit_amount_decimal: of.pricing?.unit_amount_decimal ?? null,
  });
}

function unitOf({ param, name }: Given): string {
  if (param.unit_amount !== undefined && param.unit_amount_decimal !== undefined) {
    throw exclusiveParams(name('unit_amount'), name('unit_amount_decimal'));
  }
  const unit = decimalText(param.unit_amount_decimal) ?? param.unit_amount;
  if (unit === undefined) throw missingParam(name('unit_amount'));
  return String(unit);
}

function customLine(tx: Tx, given: Given): Line {
  const { param, name } = given;
  const unit = unitOf(given);
  const quantity = param.quantity ?? 1;
  const amount = roundedQuotient(parseDecimal(unit) * BigInt(quantity), fractionsPerUnit);
  const rates = taxRatesOf(tx, { ids: param.tax_rates, param: name('tax_rates') }) ?? [];
  const rated = rates
    .filter((rate) => !rate.inclusive)
    .map((rate) => ({
      amount: percentOf(amount, rate.percentage),
      tax_behavior: 'exclusive' as const,
      tax_rate_details: { tax_rate: rate.id },
      taxability_reason: 'standard_rated' as const,
      taxable_amount: amount,
      type: 'tax_rate_details' as const,
    }));
  return blankLine(tx, {
    amount,
    description: param.description ?? null,
    metadata: param.metadata ? mergedMetadata(null, param.metadata) : null,
    quantity,
    tax_rates: rates,
    taxes: givenTaxes(tx, given) ?? rated,
    type: 'custom_line_item',
    unit_amount: param.unit_amount ?? null,
    unit_amount_decimal: decimal(unit),
  });
}

/** One line for a note that only names its amount. */
function amountLine(tx: Tx, amount: number): Line {
  if (amount < 1) throw invalidRequest({ message: 'The amount of a credit note must be positive.', param: 'amount' });
  const part = { amount, quantity: 1, unit_amount: amount, unit_amount_decimal: decimal(String(amount)) };
  return blankLine(tx, { ...part, type: 'custom_line_item' });
}

/**
 * The lines that the parameters describe.
 *
 * @throws StripeError unless the note says in one way what it credits, and for more than is left of a line.
 */
export function creditNoteLines(tx: Tx, invoice: Stripe.Invoice, params: CreditNoteParams): Line[] {
  const { amount, lines = [], shipping_cost: shipping } = params;
  const other = lines.length > 0 ? 'lines' : shipping ? 'shipping_cost' : null;
  if (amount !== undefined && other !== null) {
    throw exclusiveParams('amount', other);
  }
  if (other === null) {
    if (amount !== undefined) return [amountLine(tx, amount)];
    throw invalidRequest({
      code: 'parameter_missing',
      message: 'You must specify one of `amount`, `lines`, or `shipping_cost`.',
      param: 'amount',
    });
  }
  return lines.map((param, index) => {
    const given = { param, name: (field: string) => `lines[${index}][${field}]` };
    checkFields(invoice, given);
    return param.type === 'invoice_line_item' ? invoiceLine(tx, invoice, given) : customLine(tx, given);
  });
}
