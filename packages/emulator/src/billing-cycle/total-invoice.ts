// The sums of an invoice, from lines whose discounts and taxes are worked out already. Pure; minor units of one currency.
import type Stripe from 'stripe';

export interface TotalLine {
  amount: number;
  /** Ids of the line's own discounts; the invoice's subtotal has them inside. */
  ownDiscounts: readonly string[];
  discountAmounts: readonly { discount: string; amount: number }[];
  /** What billing credits pay of the line. */
  credited: number;
  taxes: readonly Stripe.InvoiceLineItem.Tax[];
}

export type InvoiceTotals = Pick<
  Stripe.Invoice,
  'subtotal' | 'subtotal_excluding_tax' | 'total' | 'total_excluding_tax' | 'total_discount_amounts' | 'total_taxes'
>;

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

function taxSum(taxes: readonly Stripe.InvoiceLineItem.Tax[], behavior: 'exclusive' | 'inclusive'): number {
  return sum(taxes.filter((tax) => tax.tax_behavior === behavior).map(({ amount }) => amount));
}

/** One entry for each tax rate and reason, over all lines and shipping. */
function groupTaxes(taxes: readonly Stripe.InvoiceLineItem.Tax[]): Stripe.Invoice.TotalTax[] {
  const groups = new Map<string, Stripe.Invoice.TotalTax>();
  for (const tax of taxes) {
    const key = `${tax.tax_rate_details?.tax_rate} ${tax.tax_behavior} ${tax.taxability_reason}`;
    const before = groups.get(key);
    groups.set(key, {
      ...tax,
      amount: (before?.amount ?? 0) + tax.amount,
      taxable_amount: (before?.taxable_amount ?? 0) + (tax.taxable_amount ?? 0),
    });
  }
  return [...groups.values()];
}

/**
 * The invoice's totals; each is a sum of its lines and of shipping, so nothing is lost to rounding.
 *
 * @param options.discounts Ids of all discounts in play, in the order in which `total_discount_amounts` shows them.
 */
export function totalInvoice(
  lines: readonly TotalLine[],
  {
    discounts,
    shipping,
  }: {
    discounts: readonly string[];
    shipping?: { amount: number; taxes: readonly Stripe.InvoiceLineItem.Tax[] } | undefined;
  },
): InvoiceTotals {
  const amounts = new Map(discounts.map((id) => [id, 0]));
  for (const { discount, amount } of lines.flatMap((line) => line.discountAmounts)) {
    amounts.set(discount, (amounts.get(discount) ?? 0) + amount);
  }
  const onLines = lines.flatMap((line) => line.taxes);
  const taxes = [...onLines, ...(shipping?.taxes ?? [])];
  const own = lines.flatMap((line) =>
    line.discountAmounts.filter(({ discount }) => line.ownDiscounts.includes(discount)).map(({ amount }) => amount),
  );
  const subtotal = sum(lines.map(({ amount }) => amount)) - sum(own);
  const left = sum(lines.map(({ amount, credited }) => amount - credited)) - sum([...amounts.values()]);
  const net = left + (shipping?.amount ?? 0);
  return {
    subtotal,
    subtotal_excluding_tax: subtotal - taxSum(onLines, 'inclusive'),
    total: net + taxSum(taxes, 'exclusive'),
    total_excluding_tax: net - taxSum(taxes, 'inclusive'),
    total_discount_amounts: [...amounts].map(([discount, amount]) => ({ amount, discount })),
    total_taxes: groupTaxes(taxes),
  };
}
