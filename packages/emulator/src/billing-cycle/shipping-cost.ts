// What taking the goods there costs, beside the lines of an invoice: no discount and no credit lowers it, automatic tax comes on it.
import type Stripe from 'stripe';
import { idOf } from '../kernel/objects.ts';
import type { Tx } from '../kernel/tx.ts';
import { shippingTerms } from '../resources/shipping_rates/chosen-shipping-rate.ts';
import type { TaxableLine } from '../tax/compute-tax.ts';

export type ShippingCost = Stripe.Invoice.ShippingCost;
type Taxes = readonly Stripe.InvoiceLineItem.Tax[];

/** Shipping by a rate, before it is worked out what that comes to. */
export function shippingBy(rate: string | null): ShippingCost | null {
  return rate === null ? null : { amount_subtotal: 0, amount_tax: 0, amount_total: 0, shipping_rate: rate };
}

/** What shipping is to be taxed on; nothing for an invoice without it. */
export function taxableShipping(tx: Tx, { currency, shipping_cost: cost }: Stripe.Invoice): TaxableLine[] {
  const rate = tx.find('shipping_rate', idOf(cost?.shipping_rate));
  if (!rate) return [];
  return [shippingTerms(rate, { currency, param: 'shipping_cost[shipping_rate]' })];
}

/** The cost with its taxes, which are shown only when they are asked for (`shipping_cost.taxes`). */
export function shippingCostOf(
  tx: Tx,
  { rate, amount, taxes }: { rate: ShippingCost['shipping_rate']; amount: number; taxes: Taxes },
): ShippingCost {
  const sum = (parts: Taxes): number => parts.reduce((all, part) => all + part.amount, 0);
  return {
    amount_subtotal: amount,
    amount_tax: sum(taxes),
    amount_total: amount + sum(taxes.filter(({ tax_behavior: behavior }) => behavior === 'exclusive')),
    shipping_rate: rate,
    taxes: taxes.flatMap((tax) => {
      const taxRate = tx.find('tax_rate', tax.tax_rate_details?.tax_rate);
      if (!taxRate) return [];
      const { amount: owed, taxability_reason, taxable_amount } = tax;
      return [
        {
          amount: owed,
          rate: taxRate,
          taxability_reason: taxability_reason === 'not_available' ? null : taxability_reason,
          taxable_amount,
        },
      ];
    }),
  };
}

/** As people see it who did not ask for its taxes. */
export function withoutShippingTaxes<Owner extends { shipping_cost: ShippingCost | null }>(owner: Owner): Owner {
  if (!owner.shipping_cost?.taxes) return owner;
  const { taxes: _taxes, ...cost } = owner.shipping_cost;
  return { ...owner, shipping_cost: cost };
}
