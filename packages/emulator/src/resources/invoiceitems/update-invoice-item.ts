import type Stripe from 'stripe';
import { decimal, decimalText } from '../../kernel/decimal.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { fractionsPerUnit, parseDecimal } from '../../money/decimal-fraction.ts';
import { roundedQuotient } from '../../money/rounding.ts';
import { replaceLineOfItem } from '../invoices/draft-lines.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';
import { takeDiscounts } from '../subscriptions/take-discounts.ts';

/** @throws StripeError `invoice_not_editable` when the item is on an invoice that is finalized. */
export function checkEditable(tx: Tx, item: Stripe.InvoiceItem): void {
  const invoice = tx.find('invoice', idOf(item.invoice));
  if (!invoice || invoice.status === 'draft') return;
  throw invalidRequest({
    code: 'invoice_not_editable',
    message: 'This invoice item is attached to an invoice that is no longer editable.',
  });
}

/** The amount after an update: given as it is, or by a new quantity or unit amount. */
function newAmount(item: Stripe.InvoiceItem, params: Stripe.InvoiceItemUpdateParams): Partial<Stripe.InvoiceItem> {
  if (params.amount !== undefined) return { amount: params.amount, net_amount: params.amount };
  if (params.quantity === undefined && params.unit_amount_decimal === undefined) return {};
  const quantity = params.quantity ?? item.quantity;
  const unit = decimalText(params.unit_amount_decimal ?? item.pricing?.unit_amount_decimal) ?? '0';
  const amount = roundedQuotient(parseDecimal(unit) * BigInt(quantity), fractionsPerUnit);
  return {
    amount,
    net_amount: amount,
    quantity,
    quantity_decimal: decimal(String(quantity)),
    pricing: item.pricing && { ...item.pricing, unit_amount_decimal: decimal(unit) },
  };
}

/** @see https://docs.stripe.com/api/invoiceitems/update */
export const updateInvoiceItem: Handler<'POST /v1/invoiceitems/:id'> = (tx, { path, params }) => {
  const before = tx.get('invoiceitem', path.id);
  checkEditable(tx, before);
  const customer = idOf(before.customer);
  const choices = params.discounts;
  const item = tx.update('invoiceitem', before.id, {
    ...newAmount(before, params),
    ...(params.description === undefined ? {} : { description: params.description }),
    ...(params.discountable === undefined ? {} : { discountable: params.discountable }),
    ...(choices === undefined
      ? {}
      : {
          discounts: takeDiscounts(tx, choices || [], {
            customer,
            param: 'discounts',
            owner: { customer, invoice_item: before.id },
          }),
        }),
    ...(params.period ? { period: params.period } : {}),
    ...(params.tax_rates === undefined
      ? {}
      : { tax_rates: taxRatesOf(tx, { ids: params.tax_rates, param: 'tax_rates' }) ?? [] }),
    metadata: mergedMetadata(before.metadata, params.metadata),
  });
  replaceLineOfItem(tx, item);
  return item;
};
