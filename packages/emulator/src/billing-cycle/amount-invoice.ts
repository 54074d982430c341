import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { discountLines, type AppliedDiscount, type DiscountableLine } from '../money/discounts.ts';
import { couponOf } from '../resources/coupons/check-coupon.ts';
import { computeTax, type ComputedTax } from '../tax/compute-tax.ts';
import type { AppliedCredit } from './apply-credits.ts';
import type { InvoiceFacts } from './facts.ts';
import { settleBalance } from './settle-balance.ts';
import { shippingCostOf, taxableShipping } from './shipping-cost.ts';
import { totalInvoice } from './total-invoice.ts';

/** Where a customer is taxed, when it is not (yet) what the customer object says. */
export interface TaxPlace {
  location?: { country: string; state?: string | null; postal_code?: string | null } | null;
  taxIds?: Stripe.TaxId.Type[];
}

/** The discounts of an invoice as objects: its own, and those of its lines. */
export function discountsOf(tx: Tx, ids: readonly (string | { id: string })[]): AppliedDiscount[] {
  return ids.flatMap((id) => {
    const discount = tx.find('discount', idOf(id));
    return discount ? [{ id: discount.id, coupon: couponOf(tx, discount), end: discount.end }] : [];
  });
}

/** A line's own discounts act before the invoice's. */
function applied(
  tx: Tx,
  lines: readonly Stripe.InvoiceLineItem[],
  discounts: readonly AppliedDiscount[],
): AppliedDiscount[] {
  const own = lines.flatMap((line, onlyLine) =>
    discountsOf(tx, line.discounts).map((discount) => ({ ...discount, onlyLine })),
  );
  return [...own, ...discounts];
}

function discountable(
  line: Stripe.InvoiceLineItem,
  { invoice, facts }: { invoice: Stripe.Invoice; facts: InvoiceFacts },
): DiscountableLine {
  return {
    amount: line.amount,
    product: facts.lines[line.id]?.product ?? null,
    isDiscountable: line.discountable,
    // Only a backdated subscription bills licensed time that is over.
    at: Math.min(invoice.created, line.period.start),
  };
}

function taxInput(
  line: Stripe.InvoiceLineItem,
  { net, facts, defaultRates }: { net: number; facts: InvoiceFacts; defaultRates: string[] },
): { amount: number; taxBehavior: 'inclusive' | 'exclusive' | 'unspecified' | null; taxRates?: string[] } {
  const known = facts.lines[line.id];
  const rates = known?.taxRates ?? defaultRates;
  return { amount: net, taxBehavior: known?.taxBehavior ?? null, ...(rates.length ? { taxRates: rates } : {}) };
}

type Taken = readonly (readonly { amount: number }[])[];

/** The tax on what discounts and credits leave of each line, and last that on shipping. */
function taxOf(
  tx: Tx,
  options: { invoice: Stripe.Invoice; facts: InvoiceFacts; taken: Taken; place: TaxPlace | undefined },
): ComputedTax {
  const { invoice, facts, taken, place } = options;
  const defaultRates = invoice.default_tax_rates.map((rate) => rate.id);
  const customer = idOf(invoice.customer);
  return computeTax(tx, {
    currency: invoice.currency,
    automatic: invoice.automatic_tax.enabled,
    lines: [
      ...invoice.lines.data.map((line, index) =>
        taxInput(line, { net: line.amount - sumOf(taken[index] ?? []), facts, defaultRates }),
      ),
      ...taxableShipping(tx, invoice),
    ],
    ...(customer === null ? {} : { customer }),
    ...place,
  });
}

/**
 * Works the amounts of an invoice out anew from its lines: discounts, tax, totals, and what the customer's balance leaves
 * to pay. Changes nothing in the store.
 *
 * @param discounts Those of the whole invoice, when they are not stored objects (a preview's); else the invoice's own.
 * @param credits Billing credits that pay for parts of lines: an invoice takes them when it is finalized.
 */
export function amountInvoice(
  tx: Tx,
  {
    invoice,
    facts,
    discounts = discountsOf(tx, invoice.discounts),
    credits = [],
    place,
  }: {
    invoice: Stripe.Invoice;
    facts: InvoiceFacts;
    discounts?: readonly AppliedDiscount[] | undefined;
    credits?: readonly AppliedCredit[];
    place?: TaxPlace | undefined;
  },
): Stripe.Invoice {
  const lines = invoice.lines.data;
  const inPlay = applied(tx, lines, discounts);
  const spread = discountLines({
    currency: invoice.currency,
    lines: lines.map((line) => discountable(line, { invoice, facts })),
    discounts: inPlay,
  });
  const taken = lines.map((line, index) => facts.lines[line.id]?.taken ?? spread.amounts[index] ?? []);
  const credited = lines.map((line) => credits.filter((credit) => credit.line === line.id));
  const off = lines.map((_, index) => [...(taken[index] ?? []), ...(credited[index] ?? [])]);
  const tax = taxOf(tx, { invoice, facts, taken: off, place });
  const amounted = lines.map((line, index) => ({
    line,
    discounts: taken[index] ?? [],
    credits: credited[index] ?? [],
    taxes: facts.lines[line.id]?.taxes ?? tax.lines[index]?.taxes ?? [],
  }));
  const [shipped] = taxableShipping(tx, invoice).map(({ amount }) => ({
    amount,
    taxes: tax.lines[lines.length]?.taxes ?? [],
  }));
  const totals = totalInvoice(amounted.map(totalLine), {
    discounts: [...new Set(inPlay.map(({ id }) => id))],
    shipping: shipped,
  });
  const balance = settleBalance({ total: totals.total, balance: invoice.starting_balance, currency: invoice.currency });
  return {
    ...invoice,
    ...totals,
    amount_shipping: shipped?.amount ?? 0,
    shipping_cost: shipped
      ? shippingCostOf(tx, { rate: idOf(invoice.shipping_cost?.shipping_rate) ?? null, ...shipped })
      : invoice.shipping_cost,
    total_pretax_credit_amounts: pretaxAmounts(totals.total_discount_amounts ?? [], credits),
    amount_due: balance.amountDue,
    amount_remaining: balance.amountDue,
    automatic_tax: { ...invoice.automatic_tax, status: tax.status },
    lines: { ...invoice.lines, data: amounted.map(withAmounts) },
  };
}

/** A line with what comes off it and on top of it. */
interface AmountedLine {
  line: Stripe.InvoiceLineItem;
  discounts: readonly { discount: string; amount: number }[];
  credits: readonly AppliedCredit[];
  taxes: Stripe.InvoiceLineItem.Tax[];
}

function totalLine({ line, discounts, credits, taxes }: AmountedLine): Parameters<typeof totalInvoice>[0][number] {
  return {
    amount: line.amount,
    ownDiscounts: line.discounts.map((discount) => idOf(discount)),
    discountAmounts: discounts,
    credited: sumOf(credits),
    taxes,
  };
}

function withAmounts({ line, discounts, credits, taxes }: AmountedLine): Stripe.InvoiceLineItem {
  return {
    ...line,
    discount_amounts: discounts.map(({ amount, discount }) => ({ amount, discount })),
    pretax_credit_amounts: pretaxAmounts(discounts, credits),
    taxes,
  };
}

interface DiscountAmount {
  amount: number;
  discount: Stripe.InvoiceLineItem.DiscountAmount['discount'];
}

/** What comes off before tax: discounts, then credits. */
function pretaxAmounts(
  discounts: readonly DiscountAmount[],
  credits: readonly AppliedCredit[],
): Stripe.InvoiceLineItem.PretaxCreditAmount[] {
  return [
    ...discounts.map(({ amount, discount }) => ({ amount, discount, type: 'discount' as const })),
    ...credits.map(({ amount, transaction }) => ({
      amount,
      credit_balance_transaction: transaction,
      type: 'credit_balance_transaction' as const,
    })),
  ];
}

function sumOf(parts: readonly { amount: number }[]): number {
  return parts.reduce((sum, { amount }) => sum + amount, 0);
}
