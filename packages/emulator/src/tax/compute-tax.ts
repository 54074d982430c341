import type Stripe from 'stripe';
import type { Tx } from '../kernel/tx.ts';
import { automaticTaxRate } from './automatic-tax-rate.ts';
import { customerPlace } from './customer-location.ts';
import { lineTaxes, totalTaxes } from './line-taxes.ts';
import type { AppliedRate, LineTax } from './line-taxes.ts';
import { recognizePlace } from './tax-location.ts';
import type { PostalPlace } from './tax-location.ts';
import { taxPlace } from './tax-places.ts';
import type { TaxPlace } from './tax-places.ts';

export interface TaxableLine {
  /** Minor units, after discounts. */
  amount: number;
  taxBehavior: Stripe.Price.TaxBehavior | null;
  /** Manual rates (`txr_…`); they take the place of automatic tax on this line. */
  taxRates?: readonly string[];
}

export interface TaxQuestion {
  currency: string;
  automatic: boolean;
  lines: readonly TaxableLine[];
  /** Whose address, exemption and tax ids count, as far as they are not given here. */
  customer?: string | { id: string } | null;
  location?: PostalPlace | null;
  taxExempt?: Stripe.Customer.TaxExempt | null;
  /** Types of the tax ids that the customer gave. */
  taxIds?: readonly Stripe.TaxId.Type[];
}

export interface ComputedTax {
  /** Of automatic tax; null when only manual rates were asked for. */
  status: Stripe.Invoice.AutomaticTax.Status | null;
  lines: { taxes: LineTax[] }[];
  totals: Stripe.Invoice.TotalTax[];
  /** Comes on top of the lines. */
  exclusive: number;
  /** Is contained in the lines. */
  inclusive: number;
}

interface Treatment {
  reason: LineTax['taxability_reason'];
  isOwed: boolean;
}

/**
 * The tax of an invoice's lines, by manual rates or by where the customer is.
 *
 * @returns Without a usable location, `requires_location_inputs` and no automatic taxes; manual ones stand all the same.
 * @see https://docs.stripe.com/tax/calculating
 */
export function computeTax(tx: Tx, question: TaxQuestion): ComputedTax {
  const customer = tx.find('customer', question.customer);
  const location =
    question.location !== undefined ? question.location : customer ? customerPlace(tx, customer).place : null;
  const recognized = recognizePlace(location);
  const place = recognized.status === 'recognized' ? taxPlace(recognized.country, recognized.state) : undefined;
  const exemption = question.taxExempt ?? customer?.tax_exempt ?? 'none';
  const taxIds = question.taxIds ?? (customer ? tx.list('tax_id', { customer: customer.id }).map((id) => id.type) : []);

  const lines = question.lines.map((line): { taxes: LineTax[] } => {
    if (line.taxRates && line.taxRates.length > 0) {
      const rates = line.taxRates.map((id) => tx.get('tax_rate', id));
      return { taxes: lineTaxes(line.amount, rates, manualTreatment(exemption)) };
    }
    if (!question.automatic || recognized.status !== 'recognized') return { taxes: [] };
    const inclusive = isInclusive(line.taxBehavior, question.currency);
    if (!place) return { taxes: [untaxed(inclusive, recognized.country)] };
    const rates = place.taxes.map((tax): AppliedRate =>
      automaticTaxRate(tx, { tax, country: recognized.country, state: recognized.state, inclusive }),
    );
    return { taxes: lineTaxes(line.amount, rates, automaticTreatment(exemption, place, taxIds)) };
  });

  const totals = totalTaxes(lines);
  const sumOf = (behavior: string) =>
    totals.reduce((sum, total) => sum + (total.tax_behavior === behavior ? total.amount : 0), 0);
  return {
    status: question.automatic ? statusOf(recognized.status) : null,
    lines,
    totals,
    exclusive: sumOf('exclusive'),
    inclusive: sumOf('inclusive'),
  };
}

function statusOf(found: ReturnType<typeof recognizePlace>['status']): Stripe.Invoice.AutomaticTax.Status {
  if (found === 'recognized') return 'complete';
  return found === 'failed' ? 'failed' : 'requires_location_inputs';
}

function manualTreatment(exemption: Stripe.Customer.TaxExempt): Treatment {
  if (exemption === 'exempt') return { reason: 'customer_exempt', isOwed: false };
  if (exemption === 'reverse') return { reason: 'reverse_charge', isOwed: false };
  return { reason: 'not_available', isOwed: true };
}

function automaticTreatment(
  exemption: Stripe.Customer.TaxExempt,
  place: TaxPlace,
  taxIds: readonly Stripe.TaxId.Type[],
): Treatment {
  if (exemption === 'exempt') return { reason: 'customer_exempt', isOwed: false };
  const accountsItself = place.reverseChargeIds.some((type) => taxIds.includes(type));
  if (exemption === 'reverse' || accountsItself) return { reason: 'reverse_charge', isOwed: false };
  return { reason: 'standard_rated', isOwed: true };
}

/** What a price without a tax behaviour means: Stripe's own default setting, on top in North America and contained elsewhere. */
function isInclusive(behavior: Stripe.Price.TaxBehavior | null, currency: string): boolean {
  if (behavior === 'inclusive' || behavior === 'exclusive') return behavior === 'inclusive';
  return currency !== 'usd' && currency !== 'cad';
}

function untaxed(inclusive: boolean, country: string): LineTax {
  return {
    amount: 0,
    tax_behavior: inclusive ? 'inclusive' : 'exclusive',
    tax_rate_details: null,
    // In the United States we are registered everywhere: a state without a rate does not tax software.
    taxability_reason: country === 'US' ? 'product_exempt' : 'not_collecting',
    taxable_amount: 0,
    type: 'tax_rate_details',
  };
}
