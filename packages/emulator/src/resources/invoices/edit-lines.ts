// Adds, changes and removes lines of a draft, each request as one change of the invoice.
import type Stripe from 'stripe';
import { productName } from '../../billing-cycle/describe-line.ts';
import { invoiceItemOf } from '../../billing-cycle/store-invoice.ts';
import { invalidRequest, missing, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkItemCount, checkPeriod } from '../invoiceitems/create-invoice-item.ts';
import { removeInvoiceItem } from '../invoiceitems/delete-invoice-item.ts';
import { givenAmount, type AmountParams } from '../invoiceitems/item-amount.ts';
import { newInvoiceItem } from '../invoiceitems/new-invoice-item.ts';
import { changeInvoiceItem, type ItemChangeParams } from '../invoiceitems/update-invoice-item.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';
import { takeDiscounts } from '../subscriptions/take-discounts.ts';
import { checkDraft } from './check-status.ts';
import {
  draftLinesOf,
  withChangedItem,
  withItem,
  withoutItem,
  writeDraftLines,
  type DraftLines,
} from './draft-lines.ts';
import { withTaxAmounts } from './line-taxes.ts';

type NewLine = Stripe.InvoiceAddLinesParams.Line;
type LineChange = Stripe.InvoiceUpdateLineItemParams;

interface Editing {
  invoice: Stripe.Invoice;
  draft: DraftLines;
  /** The place of a field of the line in the request. */
  name: (field: string) => string;
}

function fieldOf(index: number): (field: string) => string {
  return (field) => `lines[${index}][${field}]`;
}

function draftInvoice(tx: Tx, id: string): Stripe.Invoice {
  const invoice = tx.get('invoice', id);
  checkDraft(invoice);
  return invoice;
}

/** An item that waits for an invoice, put on this one. */
function assignedItem(tx: Tx, { invoice, name }: Editing, id: string): Stripe.InvoiceItem {
  const item = tx.get('invoiceitem', id, { param: name('invoice_item') });
  const isFree = item.invoice === null && idOf(item.customer) === idOf(invoice.customer);
  if (isFree && item.currency === invoice.currency) return tx.update('invoiceitem', id, { invoice: invoice.id });
  throw invalidRequest({
    message: `The invoice item ${id} cannot be assigned to this invoice.`,
    param: name('invoice_item'),
  });
}

function createdItem(tx: Tx, { invoice, name }: Editing, line: NewLine): Stripe.InvoiceItem {
  const customer = idOf(invoice.customer) ?? '';
  const cost = givenAmount(tx, { params: line as AmountParams, currency: invoice.currency, isFixed: true, name });
  if (!cost) throw missingParam(name('amount'));
  checkItemCount(tx, { customer, invoice: invoice.id });
  checkPeriod(line.period, name('period'));
  const { amount, price, quantity, unitAmount } = cost;
  const now = tx.now(invoice);
  return newInvoiceItem(tx, {
    customer,
    amount,
    currency: invoice.currency,
    description: line.description ?? (price && productName(tx, price)),
    discountable: line.discountable ?? amount >= 0,
    discounts: takeDiscounts(tx, line.discounts || [], { customer, param: name('discounts'), owner: { customer } }),
    metadata: mergedMetadata(null, line.metadata),
    period: line.period ?? { start: now, end: now },
    price: price && { id: price.id, product: idOf(price.product) },
    unitAmount,
    quantity: Number(quantity),
    quantityDecimal: quantity,
    taxRates: taxRatesOf(tx, { ids: line.tax_rates, param: name('tax_rates') }),
    subscription: null,
    proration: null,
    invoice: invoice.id,
  });
}

function withNewLine(
  tx: Tx,
  editing: Editing,
  { invoice_item: id, tax_amounts: amounts, ...line }: NewLine,
): DraftLines {
  const { invoice, name } = editing;
  const item =
    id === undefined
      ? createdItem(tx, editing, line)
      : changeInvoiceItem(tx, { item: assignedItem(tx, editing, id), params: line as ItemChangeParams, name });
  const draft = withItem(tx, { invoice, draft: editing.draft, item });
  return withTaxAmounts(tx, { invoice, draft, line: draft.lines[0]?.id ?? '', amounts, param: name('tax_amounts') });
}

/** What a line that bills a subscription's item costs is the subscription's business. */
const ofSubscription = ['amount', 'pricing', 'price_data', 'quantity', 'quantity_decimal'] as const;

/** Changes a line that no invoice item stands behind. */
function withChangedPeriodLine(tx: Tx, editing: Editing, line: Stripe.InvoiceLineItem, params: LineChange): DraftLines {
  const { invoice, draft, name } = editing;
  const field = ofSubscription.find((each) => params[each] !== undefined);
  if (field !== undefined) {
    throw invalidRequest({ message: `You cannot change \`${field}\` of a subscription's line.`, param: name(field) });
  }
  checkPeriod(params.period, name('period'));
  const customer = idOf(invoice.customer) ?? '';
  const choices = params.discounts;
  const changed: Stripe.InvoiceLineItem = {
    ...line,
    ...(params.description === undefined ? {} : { description: params.description }),
    ...(params.discountable === undefined ? {} : { discountable: params.discountable }),
    ...(choices === undefined
      ? {}
      : { discounts: takeDiscounts(tx, choices || [], { customer, param: name('discounts'), owner: { customer } }) }),
    ...(params.period ? { period: params.period } : {}),
    metadata: mergedMetadata(line.metadata, params.metadata),
  };
  const rates = taxRatesOf(tx, { ids: params.tax_rates, param: name('tax_rates') });
  const facts = draft.facts[line.id];
  const taxRates = rates?.length ? rates.map((rate) => rate.id) : null;
  return {
    lines: draft.lines.map((each) => (each.id === line.id ? changed : each)),
    facts:
      params.tax_rates === undefined || !facts ? draft.facts : { ...draft.facts, [line.id]: { ...facts, taxRates } },
  };
}

function withChangedLine(
  tx: Tx,
  editing: Editing,
  { id, tax_amounts: amounts, ...params }: LineChange & { id: string },
): DraftLines {
  const { invoice, name } = editing;
  const line = editing.draft.lines.find((each) => each.id === id);
  if (!line) throw missing('line_item', id, name('id'));
  const item = tx.find('invoiceitem', invoiceItemOf(line));
  const draft = item
    ? withChangedItem(tx, {
        invoice,
        draft: editing.draft,
        item: changeInvoiceItem(tx, { item, params: params as ItemChangeParams, name }),
      })
    : withChangedPeriodLine(tx, editing, line, params);
  return withTaxAmounts(tx, { invoice, draft, line: id, amounts, param: name('tax_amounts') });
}

function withoutLine(
  tx: Tx,
  { draft, name }: Editing,
  { id, behavior }: Stripe.InvoiceRemoveLinesParams.Line,
): DraftLines {
  const line = draft.lines.find((each) => each.id === id);
  if (!line) throw missing('line_item', id, name('id'));
  const item = tx.find('invoiceitem', invoiceItemOf(line));
  if (!item) throw invalidRequest({ message: "A subscription's line cannot be removed.", param: name('id') });
  if (behavior === 'unassign') tx.update('invoiceitem', item.id, { invoice: null });
  else removeInvoiceItem(tx, item);
  return withoutItem(draft, item.id);
}

function edited<L>(
  tx: Tx,
  options: {
    invoice: string;
    lines: readonly L[];
    metadata: Stripe.InvoiceAddLinesParams['invoice_metadata'];
    edit: (tx: Tx, editing: Editing, line: L) => DraftLines;
  },
): Stripe.Invoice {
  const invoice = draftInvoice(tx, options.invoice);
  const draft = options.lines.reduce(
    (soFar, line, index) => options.edit(tx, { invoice, draft: soFar, name: fieldOf(index) }, line),
    draftLinesOf(tx, invoice),
  );
  return writeDraftLines(tx, {
    invoice,
    draft,
    fields: { metadata: mergedMetadata(invoice.metadata, options.metadata) },
  });
}

/** @see https://docs.stripe.com/api/invoices/bulk-add-lines */
export const addLines: Handler<'POST /v1/invoices/:id/add_lines'> = (tx, { path, params }) =>
  edited(tx, { invoice: path.id, lines: params.lines, metadata: params.invoice_metadata, edit: withNewLine });

/** @see https://docs.stripe.com/api/invoices/bulk-update-lines */
export const updateLines: Handler<'POST /v1/invoices/:id/update_lines'> = (tx, { path, params }) =>
  edited(tx, { invoice: path.id, lines: params.lines, metadata: params.invoice_metadata, edit: withChangedLine });

/** @see https://docs.stripe.com/api/invoices/bulk-remove-lines */
export const removeLines: Handler<'POST /v1/invoices/:id/remove_lines'> = (tx, { path, params }) =>
  edited(tx, { invoice: path.id, lines: params.lines, metadata: params.invoice_metadata, edit: withoutLine });

/** @see https://docs.stripe.com/api/invoices/update_line_item */
export const updateLine: Handler<'POST /v1/invoices/:invoiceId/lines/:id'> = (tx, { path, params }) => {
  const invoice = tx.get('invoice', path.invoiceId, { param: 'invoice' });
  checkDraft(invoice);
  const editing = { invoice, draft: draftLinesOf(tx, invoice), name: (field: string) => field };
  const { expand: _expand, ...change } = params;
  const { lines } = writeDraftLines(tx, { invoice, draft: withChangedLine(tx, editing, { ...change, id: path.id }) });
  const line = lines.data.find((each) => each.id === path.id);
  if (!line) throw missing('line_item', path.id);
  return line;
};
