import type Stripe from 'stripe';
import type { ShippingCost } from '../../billing-cycle/shipping-cost.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import type { CreditNoteParams } from './credit-note-lines.ts';

const param = 'shipping_cost[shipping_rate]';

/**
 * The shipping that a note gives back: the invoice's, whole and once.
 *
 * @throws StripeError for another rate than the invoice's, and when a note that stands gave it back already.
 */
export function creditedShipping(tx: Tx, invoice: Stripe.Invoice, params: CreditNoteParams): ShippingCost | null {
  if (!params.shipping_cost) return null;
  const { shipping_rate: rate } = params.shipping_cost;
  if (rate === undefined) throw missingParam(param);
  const cost = invoice.shipping_cost;
  if (!cost || idOf(cost.shipping_rate) !== rate) {
    throw invalidRequest({ message: `The shipping rate ${rate} is not the one of the invoice.`, param });
  }
  const notes = tx.list('credit_note', { invoice: invoice.id, status: 'issued' });
  if (notes.some((note) => note.shipping_cost !== null)) {
    throw invalidRequest({ message: 'The shipping cost of this invoice was credited already.', param });
  }
  return cost;
}

/** The taxes of an invoice's shipping, as totals show them. */
export function shippingTotalTaxes(cost: ShippingCost | null): Stripe.CreditNote.TotalTax[] {
  return (cost?.taxes ?? []).map(({ amount, rate, taxability_reason, taxable_amount }) => ({
    amount,
    tax_behavior: rate.inclusive ? 'inclusive' : 'exclusive',
    tax_rate_details: { tax_rate: rate.id },
    taxability_reason: taxability_reason ?? 'not_available',
    taxable_amount,
    type: 'tax_rate_details',
  }));
}
