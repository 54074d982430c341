import type { DraftLine } from './draft-line.ts';
import type { PlannedProration } from './planned-change.ts';

/** The line that a planned proration would become. */
export function prorationLine({
  subscription,
  planned,
}: {
  subscription: string;
  planned: PlannedProration;
}): DraftLine {
  return {
    amount: planned.amount,
    description: planned.description,
    discountable: false,
    discounts: [],
    taken: planned.discountAmounts,
    metadata: {},
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: true,
        proration_details: { credited_items: planned.credited?.invoice_line_item_details ?? null },
        subscription,
        subscription_item: planned.item,
      },
      type: 'subscription_item_details',
    },
    period: planned.period,
    price: planned.price,
    product: planned.product,
    unitAmount: null,
    quantity: planned.quantity,
    subscription,
    taxRates: planned.taxRates?.map((rate) => rate.id) ?? null,
    taxBehavior: planned.taxBehavior,
  };
}
