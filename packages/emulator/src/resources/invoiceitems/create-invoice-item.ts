import type Stripe from 'stripe';
import { productName } from '../../billing-cycle/describe-line.ts';
import { isOver } from '../../billing-cycle/subscription-status.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import { refuseUncovered } from '../../kernel/refuse-uncovered.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkCurrency } from '../../money/currencies.ts';
import { addLineToDraft } from '../invoices/draft-lines.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';
import { takeDiscounts } from '../subscriptions/take-discounts.ts';
import { givenAmount } from './item-amount.ts';
import { newInvoiceItem } from './new-invoice-item.ts';

type CreateParams = Stripe.InvoiceItemCreateParams;

/** How many items an invoice, or what waits for a customer's next one, may have. */
const MOST_ITEMS = 250;

function ownedBy(owner: string | null, { customer, what, param }: { customer: string; what: string; param: string }) {
  if (owner === customer) return;
  throw invalidRequest({ message: `The ${what} does not belong to customer ${customer}.`, param });
}

function checkSubscription(tx: Tx, id: string | undefined, customer: string): void {
  if (id === undefined) return;
  const subscription = tx.get('subscription', id, { param: 'subscription' });
  ownedBy(idOf(subscription.customer), { customer, what: `subscription ${id}`, param: 'subscription' });
  if (!isOver(subscription)) return;
  throw invalidRequest({
    message: `The subscription ${id} is ${subscription.status} and will not be invoiced again.`,
    param: 'subscription',
  });
}

function checkedInvoice(tx: Tx, params: CreateParams, customer: string): Stripe.Invoice | null {
  if (params.invoice === undefined) return null;
  const invoice = tx.get('invoice', params.invoice, { param: 'invoice' });
  ownedBy(idOf(invoice.customer), { customer, what: `invoice ${invoice.id}`, param: 'invoice' });
  if (invoice.status !== 'draft') {
    throw invalidRequest({
      code: 'invoice_not_editable',
      message: 'The invoice is already finalized, you can only add items to draft invoices.',
      param: 'invoice',
    });
  }
  if (params.currency !== undefined && params.currency.toLowerCase() !== invoice.currency) {
    throw invalidRequest({
      message: `The currency of the invoice item must match the currency of the invoice, \`${invoice.currency}\`.`,
      param: 'currency',
    });
  }
  return invoice;
}

/** @throws StripeError when one more would be too many. */
export function checkItemCount(tx: Tx, { customer, invoice }: { customer: string; invoice: string | null }): void {
  if (tx.list('invoiceitem', { customer, invoice }).length < MOST_ITEMS) return;
  throw invalidRequest({ message: `You can only have ${MOST_ITEMS} invoice items on an invoice.` });
}

/** @throws StripeError when the end of the period comes before its start. */
export function checkPeriod(period: { start: number; end: number } | undefined, param: string): void {
  if (!period || period.end >= period.start) return;
  throw invalidRequest({ message: 'The end of a period cannot be before its start.', param: `${param}[end]` });
}

/** @see https://docs.stripe.com/api/invoiceitems/create */
export const createInvoiceItem: Handler<'POST /v1/invoiceitems'> = (tx, { params }) => {
  refuseUncovered(params, ['customer_account', 'tax_code']);
  if (params.customer === undefined) throw missingParam('customer');
  const customer = tx.get('customer', params.customer, { param: 'customer' });
  checkSubscription(tx, params.subscription, customer.id);
  const invoice = checkedInvoice(tx, params, customer.id);
  checkItemCount(tx, { customer: customer.id, invoice: invoice?.id ?? null });
  checkPeriod(params.period, 'period');
  const cost = givenAmount(tx, {
    params,
    currency:
      params.currency === undefined
        ? (invoice?.currency ?? customer.currency ?? 'usd')
        : checkCurrency(params.currency),
    isFixed: params.currency !== undefined || invoice !== null,
  });
  if (!cost) throw missingParam('amount');
  const { amount, currency, price, quantity } = cost;
  if (!customer.currency) tx.update('customer', customer.id, { currency });
  const now = tx.now(customer);
  const item = newInvoiceItem(tx, {
    customer: customer.id,
    amount,
    currency,
    description: params.description ?? (price && productName(tx, price)),
    discountable: params.discountable ?? amount >= 0,
    discounts: takeDiscounts(tx, params.discounts || [], {
      customer: customer.id,
      param: 'discounts',
      owner: { customer: customer.id },
    }),
    metadata: mergedMetadata(null, params.metadata),
    period: params.period ?? { start: now, end: now },
    price: price && { id: price.id, product: idOf(price.product) },
    unitAmount: cost.unitAmount,
    quantity: Number(quantity),
    quantityDecimal: quantity,
    taxRates: taxRatesOf(tx, { ids: params.tax_rates, param: 'tax_rates' }),
    ...(params.tax_behavior === undefined ? {} : { taxBehavior: params.tax_behavior as 'inclusive' }),
    subscription: params.subscription === undefined ? null : { id: params.subscription, item: null },
    proration: null,
    invoice: invoice?.id ?? null,
  });
  if (invoice) addLineToDraft(tx, { invoice, item });
  return item;
};
