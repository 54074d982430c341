import type Stripe from 'stripe';
import { percentOf, roundedQuotient } from '../money/rounding.ts';

/** A rate that applies to a line. */
export interface AppliedRate {
  /** `txr_…` */
  id: string;
  percentage: number;
  inclusive: boolean;
}

export type LineTax = Stripe.InvoiceLineItem.Tax;

/**
 * The taxes of one line, each rounded by itself.
 *
 * What is inclusive is taken out of `amount` first; what is exclusive comes on top of the rest. `isOwed` false keeps the
 * rates, at nothing: an exempt customer, or one who accounts for the tax.
 *
 * @param amount Minor units, after discounts; negative for a credit.
 */
export function lineTaxes(
  amount: number,
  rates: readonly AppliedRate[],
  { reason, isOwed = true }: { reason: LineTax['taxability_reason']; isOwed?: boolean },
): LineTax[] {
  const includedPercent = rates.reduce((sum, rate) => sum + (rate.inclusive ? rate.percentage : 0), 0);
  const included = rates.map((rate) =>
    rate.inclusive && isOwed ? includedTax(amount, rate.percentage, includedPercent) : 0,
  );
  const taxable = amount - included.reduce((sum, tax) => sum + tax, 0);
  return rates.map((rate, index) => ({
    amount: !isOwed ? 0 : rate.inclusive ? (included[index] ?? 0) : percentOf(taxable, rate.percentage),
    tax_behavior: rate.inclusive ? 'inclusive' : 'exclusive',
    tax_rate_details: { tax_rate: rate.id },
    taxability_reason: reason,
    taxable_amount: isOwed ? taxable : 0,
    type: 'tax_rate_details',
  }));
}

/** The taxes of all lines, summed by rate, behaviour and reason, in the order of their first appearance. */
export function totalTaxes(lines: readonly { taxes: readonly LineTax[] }[]): Stripe.Invoice.TotalTax[] {
  const totals = new Map<string, Stripe.Invoice.TotalTax>();
  for (const tax of lines.flatMap((line) => line.taxes)) {
    const key = [tax.tax_rate_details?.tax_rate, tax.tax_behavior, tax.taxability_reason].join(' ');
    const sum = totals.get(key);
    totals.set(key, {
      ...tax,
      amount: (sum?.amount ?? 0) + tax.amount,
      taxable_amount: (sum?.taxable_amount ?? 0) + (tax.taxable_amount ?? 0),
    });
  }
  return [...totals.values()];
}

function includedTax(amount: number, percentage: number, wholePercentage: number): number {
  const share = BigInt(Math.round(percentage * 10_000));
  const whole = BigInt(Math.round(wholePercentage * 10_000));
  return roundedQuotient(BigInt(amount) * share, 1_000_000n + whole);
}
