import type Stripe from 'stripe';
import type { DraftLine } from '../../billing-cycle/draft-line.ts';
import { invoiceItemLine } from '../../billing-cycle/pending-items.ts';
import type { Period } from '../../billing-cycle/periods.ts';
import { decimalText } from '../../kernel/decimal.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Tx } from '../../kernel/tx.ts';
import { priceAmount } from '../../money/price-amount.ts';
import { productName } from '../../billing-cycle/describe-line.ts';
import { newInvoiceItem } from '../invoiceitems/new-invoice-item.ts';
import { oneTimePrice } from '../subscription_items/item-price.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';
import { addedItemPeriod, type ItemSpans } from './added-item-period.ts';
import { takeDiscounts } from './take-discounts.ts';

type AddInvoiceItem = Stripe.SubscriptionCreateParams.AddInvoiceItem;

interface AddTo {
  customer: string;
  subscription: string;
  currency: string;
  period: Period;
  /** What `period` of an added item may refer to; without it, all are for the same time. */
  spans?: ItemSpans;
}

/** The line that one of `add_invoice_items` becomes, before there is an invoice item behind it. */
export function addedLine(
  tx: Tx,
  {
    price,
    quantity,
    to,
    taxRates,
  }: { price: Stripe.Price; quantity: number; to: AddTo; taxRates: Stripe.TaxRate[] | null },
): DraftLine {
  return {
    amount: priceAmount(price, quantity, { currency: to.currency }),
    description: productName(tx, price),
    discountable: true,
    discounts: [],
    metadata: {},
    parent: {
      invoice_item_details: {
        invoice_item: '',
        proration: false,
        proration_details: { credited_items: null },
        subscription: to.subscription,
      },
      subscription_item_details: null,
      type: 'invoice_item_details',
    },
    period: to.period,
    price: price.id,
    product: idOf(price.product),
    unitAmount: decimalText(price.unit_amount_decimal) ?? '0',
    quantity,
    subscription: to.subscription,
    taxRates: taxRates?.map((rate) => rate.id) ?? null,
    taxBehavior: price.tax_behavior as DraftLine['taxBehavior'],
  };
}

/** Makes the invoice items that a request adds to its subscription's invoice, and gives their lines. */
export function addInvoiceItems(tx: Tx, { items, to }: { items: readonly AddInvoiceItem[]; to: AddTo }): DraftLine[] {
  if (items.length > 20) {
    throw invalidRequest({ message: 'At most 20 invoice items can be added.', param: 'add_invoice_items' });
  }
  return items.map((item, index) => {
    const param = `add_invoice_items[${index}]`;
    const price = oneTimePrice(tx, { choice: item, param, mayCredit: true });
    const taxRates = taxRatesOf(tx, { ids: item.tax_rates, param: `${param}[tax_rates]` });
    const { spans } = to;
    const period = spans
      ? addedItemPeriod(item.period, { spans, now: to.period.start, param: `${param}[period]` })
      : to.period;
    const line = addedLine(tx, { price, quantity: item.quantity ?? 1, to, taxRates });
    const made = newInvoiceItem(tx, {
      customer: to.customer,
      amount: line.amount,
      currency: to.currency,
      description: line.description,
      discountable: item.discountable ?? line.amount >= 0,
      discounts: takeDiscounts(tx, item.discounts ?? [], {
        customer: to.customer,
        param: `${param}[discounts]`,
        owner: { customer: to.customer },
      }),
      metadata: mergedMetadata(null, item.metadata),
      period,
      price: { id: price.id, product: idOf(price.product) },
      unitAmount: line.unitAmount ?? '0',
      quantity: line.quantity,
      taxRates,
      subscription: { id: to.subscription, item: null },
      proration: null,
      invoice: null,
    });
    return invoiceItemLine(tx, made);
  });
}
