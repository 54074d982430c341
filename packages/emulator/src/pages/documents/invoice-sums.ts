import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { moneyText } from '../money-text.ts';

export interface Sum {
  name: string;
  /** Minor units. */
  amount: number;
  isStrong?: boolean;
}

/** How an invoice comes from its lines to what is due, and what was paid of that. Rows that would say nothing are left out. */
export function invoiceSums(tx: Tx, invoice: Stripe.Invoice): Sum[] {
  const { amount_due, amount_paid, amount_remaining, pre_payment_credit_notes_amount: credited, total } = invoice;
  const towardsTotal = sumsToTotal(tx, invoice);
  const afterTotal = [
    // A total below zero becomes a credit of the customer; what is due is then nothing.
    ...unlessZero(total < 0 ? 'Kept as credit' : 'Applied balance', amount_due + credited - total),
    ...unlessZero('Credit notes', -credited),
  ];
  const isTotalNews = towardsTotal.length + afterTotal.length > 0;
  return [
    ...towardsTotal,
    ...(isTotalNews ? [{ name: 'Total', amount: total }] : []),
    ...afterTotal,
    { name: invoice.status === 'void' ? 'No longer due' : 'Amount due', amount: amount_due, isStrong: true },
    ...unlessZero('Amount paid', amount_paid),
    ...(amount_paid > 0 ? unlessZero('Amount remaining', amount_remaining) : []),
  ];
}

/** From the lines to the total: discounts, credits, taxes. */
function sumsToTotal(tx: Tx, invoice: Stripe.Invoice): Sum[] {
  const { currency, subtotal, total_excluding_tax: net } = invoice;
  const discounts = (invoice.total_discount_amounts ?? []).map(({ amount, discount }) => ({
    name: discountName(tx, idOf(discount)),
    amount: -amount,
  }));
  const credits = (invoice.total_pretax_credit_amounts ?? [])
    .filter(({ type }) => type === 'credit_balance_transaction')
    .reduce((sum, { amount }) => sum + amount, 0);
  const taxes = taxSums(tx, invoice.total_taxes ?? [], currency);
  const rows = [
    ...discounts,
    ...unlessZero('Credit grants', -credits),
    ...unlessZero('Shipping', invoice.amount_shipping),
    ...(taxes.length > 0 && net !== null ? [{ name: 'Total excluding tax', amount: net }] : []),
    ...taxes,
  ];
  return rows.length > 0 ? [{ name: 'Subtotal', amount: subtotal }, ...rows] : [];
}

type TotalTax = Pick<
  Stripe.Invoice.TotalTax,
  'amount' | 'tax_behavior' | 'tax_rate_details' | 'taxable_amount' | 'taxability_reason'
>;

/** `VAT – Germany (19% on $12.00)`: one row for each rate, its parts on several lines added up. */
export function taxSums(tx: Tx, taxes: readonly TotalTax[], currency: string): Sum[] {
  const byRate = new Map<string, { tax: TotalTax; amount: number; base: number }>();
  for (const tax of taxes) {
    const key = `${tax.tax_rate_details?.tax_rate} ${tax.tax_behavior} ${tax.taxability_reason}`;
    const known = byRate.get(key) ?? { tax, amount: 0, base: 0 };
    byRate.set(key, { tax, amount: known.amount + tax.amount, base: known.base + (tax.taxable_amount ?? 0) });
  }
  return [...byRate.values()].map(({ tax, amount, base }) => ({
    name: taxName(tx, tax, moneyText(base, currency)),
    amount,
  }));
}

function taxName(tx: Tx, tax: TotalTax, base: string): string {
  const rate = tx.find('tax_rate', tax.tax_rate_details?.tax_rate);
  const place = rate?.jurisdiction ? ` – ${rate.jurisdiction}` : '';
  const name = `${rate?.display_name ?? 'Tax'}${place}`;
  if (tax.taxability_reason === 'reverse_charge') return `${name} (0%, reverse charge)`;
  const percent = rate ? `${rate.percentage}% ` : '';
  return `${name} (${percent}${tax.tax_behavior === 'inclusive' ? 'included in' : 'on'} ${base})`;
}

/** "Welcome (10% off)" */
export function discountName(tx: Tx, id: string): string {
  const discount = tx.find('discount', id);
  const coupon = tx.find('coupon', discount?.source.coupon);
  if (!coupon) return 'Discount';
  const promotion = tx.find('promotion_code', discount?.promotion_code);
  const off =
    coupon.percent_off === null
      ? `${moneyText(coupon.amount_off ?? 0, coupon.currency ?? 'usd')} off`
      : `${coupon.percent_off}% off`;
  const name = promotion?.code ?? coupon.name;
  return name && name !== off ? `${name} (${off})` : off;
}

export function unlessZero(name: string, amount: number): Sum[] {
  return amount === 0 ? [] : [{ name, amount }];
}
