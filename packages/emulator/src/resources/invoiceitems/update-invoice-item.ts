import type Stripe from 'stripe';
import { decimal } from '../../kernel/decimal.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import { refuseUncovered } from '../../kernel/refuse-uncovered.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { replaceLineOfItem } from '../invoices/draft-lines.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';
import { takeDiscounts } from '../subscriptions/take-discounts.ts';
import { checkPeriod } from './create-invoice-item.ts';
import { amountOfQuantity, givenAmount, type AmountParams, type ItemAmount } from './item-amount.ts';
import { noteTaxBehavior } from './new-invoice-item.ts';

/** What an update of an item, or of the line that shows it, may say. */
export type ItemChangeParams = AmountParams &
  Pick<
    Stripe.InvoiceItemUpdateParams,
    'description' | 'discountable' | 'discounts' | 'metadata' | 'period' | 'tax_behavior' | 'tax_rates'
  >;

/** @throws StripeError `invoice_not_editable` when the item is on an invoice that is finalized. */
export function checkEditable(tx: Tx, item: Stripe.InvoiceItem): void {
  const invoice = tx.find('invoice', idOf(item.invoice));
  if (!invoice || invoice.status === 'draft') return;
  throw invalidRequest({
    code: 'invoice_not_editable',
    message: 'This invoice item is attached to an invoice that is no longer editable.',
  });
}

/** What a proration came to follows from the subscription. */
const frozen = ['pricing', 'price_data', 'unit_amount_decimal', 'quantity', 'quantity_decimal', 'discounts'] as const;

function checkFrozen(item: Stripe.InvoiceItem, params: ItemChangeParams, name: (field: string) => string): void {
  if (!item.proration) return;
  const field = frozen.find((each) => params[each] !== undefined) ?? (params.discountable ? 'discountable' : undefined);
  if (field === undefined) return;
  throw invalidRequest({ message: `You cannot change \`${field}\` of a proration.`, param: name(field) });
}

function amountFields({ amount, price, quantity, unitAmount }: ItemAmount): Partial<Stripe.InvoiceItem> {
  return {
    amount,
    quantity: Math.trunc(Number(quantity)),
    quantity_decimal: decimal(quantity),
    pricing: {
      ...(price ? { price_details: { price: price.id, product: idOf(price.product) } } : {}),
      type: 'price_details',
      unit_amount_decimal: decimal(unitAmount),
    },
  };
}

/**
 * Changes an invoice item, without its line.
 *
 * @param name The place of a field in the request.
 * @throws StripeError for what cannot be changed.
 */
export function changeInvoiceItem(
  tx: Tx,
  options: { item: Stripe.InvoiceItem; params: ItemChangeParams; name?: (field: string) => string },
): Stripe.InvoiceItem {
  const { item: before, params, name = (field) => field } = options;
  checkEditable(tx, before);
  checkFrozen(before, params, name);
  checkPeriod(params.period, name('period'));
  const customer = idOf(before.customer);
  const cost =
    givenAmount(tx, { params, currency: before.currency, isFixed: true, name }) ??
    amountOfQuantity(tx, { item: before, params, name });
  const { discounts: choices, tax_behavior: taxBehavior } = params;
  if (taxBehavior !== undefined) noteTaxBehavior(tx, before.id, taxBehavior as 'inclusive');
  return tx.update('invoiceitem', before.id, {
    ...(cost ? amountFields(cost) : {}),
    ...(cost && before.proration ? { net_amount: cost.amount } : {}),
    ...(params.description === undefined ? {} : { description: params.description }),
    ...(params.discountable === undefined ? {} : { discountable: params.discountable }),
    ...(choices === undefined
      ? {}
      : {
          discounts: takeDiscounts(tx, choices || [], {
            customer,
            param: name('discounts'),
            owner: { customer, invoice_item: before.id },
          }),
        }),
    ...(params.period ? { period: params.period } : {}),
    ...(params.tax_rates === undefined
      ? {}
      : { tax_rates: taxRatesOf(tx, { ids: params.tax_rates, param: name('tax_rates') }) ?? [] }),
    metadata: mergedMetadata(before.metadata, params.metadata),
  });
}

/** @see https://docs.stripe.com/api/invoiceitems/update */
export const updateInvoiceItem: Handler<'POST /v1/invoiceitems/:id'> = (tx, { path, params }) => {
  refuseUncovered(params, ['tax_code']);
  const item = changeInvoiceItem(tx, { item: tx.get('invoiceitem', path.id), params });
  replaceLineOfItem(tx, item);
  return item;
};
