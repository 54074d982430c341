import type Stripe from 'stripe';
import { productName } from '../../billing-cycle/describe-line.ts';
import type { DraftLine } from '../../billing-cycle/draft-line.ts';
import { decimalText } from '../../kernel/decimal.ts';
import { idOf } from '../../kernel/objects.ts';
import { refuseUncovered } from '../../kernel/refuse-uncovered.ts';
import type { Tx } from '../../kernel/tx.ts';
import { priceAmount } from '../../money/price-amount.ts';
import { oneTimePrice } from '../subscription_items/item-price.ts';
import { takeDiscounts } from '../subscriptions/take-discounts.ts';

type PreviewItem = Stripe.InvoiceCreatePreviewParams.InvoiceItem;

/** The lines of invoice items that only a preview knows of. */
export function previewItemLines(
  tx: Tx,
  {
    items,
    currency,
    at,
    customer,
  }: { items: readonly PreviewItem[]; currency: string; at: number; customer: string | null },
): DraftLine[] {
  return items.map((item, index) => {
    refuseUncovered(item, ['invoiceitem', 'quantity_decimal', 'tax_code']);
    const hasPrice = item.price !== undefined || item.price_data !== undefined;
    const price = hasPrice ? oneTimePrice(tx, { choice: item, param: `invoice_items[${index}]` }) : null;
    const quantity = item.quantity ?? 1;
    const unit = item.unit_amount ?? item.amount ?? 0;
    const amount = price ? priceAmount(price, quantity, { currency }) : (item.amount ?? unit * quantity);
    return {
      amount,
      description: item.description ?? (price && productName(tx, price)),
      discountable: item.discountable ?? amount >= 0,
      discounts: takeDiscounts(tx, item.discounts || [], {
        customer,
        param: `invoice_items[${index}][discounts]`,
        owner: { customer },
      }),
      metadata: {},
      parent: {
        invoice_item_details: {
          invoice_item: tx.newId('ii'),
          proration: false,
          proration_details: { credited_items: null },
          subscription: null,
        },
        subscription_item_details: null,
        type: 'invoice_item_details',
      },
      period: item.period ?? { start: at, end: at },
      price: price?.id ?? null,
      product: price && idOf(price.product),
      unitAmount: price ? (decimalText(price.unit_amount_decimal) ?? '0') : String(unit),
      quantity,
      subscription: null,
      taxRates: item.tax_rates || null,
      taxBehavior: (item.tax_behavior ?? price?.tax_behavior ?? null) as DraftLine['taxBehavior'],
    };
  });
}
