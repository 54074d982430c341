// `tax_amounts`: taxes of a line that somebody else worked out.
import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { newTaxRate } from '../tax_rates/new-tax-rate.ts';
import type { DraftLines } from './draft-lines.ts';

type TaxAmount = Stripe.InvoiceAddLinesParams.Line.TaxAmount;
type Tax = Stripe.InvoiceLineItem.Tax;

/** The rate that a tax amount cites: made when it is first met, archived from the start. */
function citedRate(tx: Tx, data: TaxAmount['tax_rate_data']): Stripe.TaxRate {
  const key = `given:${JSON.stringify(Object.entries(data).toSorted())}`;
  const known = tx.find('_automatic_tax_rate', key);
  if (known) return tx.get('tax_rate', known.tax_rate);
  const rate = newTaxRate(tx, {
    ...data,
    active: false,
    state: data.state ?? null,
    jurisdiction_level: data.jurisdiction_level ?? null,
  });
  tx.insert('_automatic_tax_rate', { id: key, object: '_automatic_tax_rate', tax_rate: rate.id });
  return rate;
}

/** Two ways to tax an invoice cannot be mixed. */
function checkNoRates(invoice: Stripe.Invoice, draft: DraftLines, param: string): void {
  const hasRates = Object.values(draft.facts).some((facts) => facts.taxRates !== null);
  if (!hasRates && invoice.default_tax_rates.length === 0 && !invoice.automatic_tax.enabled) return;
  throw invalidRequest({
    message:
      'You cannot set `tax_amounts` on an invoice that uses automatic tax, `default_tax_rates`, or has a line with `tax_rates`.',
    param,
  });
}

/**
 * With the taxes that a request gives for one line; `''` leaves them to be worked out again.
 *
 * @throws StripeError when the invoice is taxed in another way.
 */
export function withTaxAmounts(
  tx: Tx,
  options: {
    invoice: Stripe.Invoice;
    draft: DraftLines;
    line: string;
    amounts: '' | null | readonly TaxAmount[] | undefined;
    param: string;
  },
): DraftLines {
  const { invoice, draft, line, amounts, param } = options;
  const facts = draft.facts[line];
  if (amounts === undefined || !facts) return draft;
  if (!amounts) return { ...draft, facts: { ...draft.facts, [line]: { ...facts, taxes: null } } };
  if (amounts.length > 20) throw invalidRequest({ message: 'You can only pass 20 tax amounts.', param });
  checkNoRates(invoice, draft, param);
  const taxes = amounts.map((given): Tax => ({
    amount: given.amount,
    tax_behavior: given.tax_rate_data.inclusive ? 'inclusive' : 'exclusive',
    tax_rate_details: { tax_rate: citedRate(tx, given.tax_rate_data).id },
    taxability_reason: given.taxability_reason ?? 'not_available',
    taxable_amount: given.taxable_amount,
    type: 'tax_rate_details',
  }));
  return { ...draft, facts: { ...draft.facts, [line]: { ...facts, taxes } } };
}
