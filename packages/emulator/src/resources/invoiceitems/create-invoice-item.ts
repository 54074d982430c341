import type Stripe from 'stripe';
import { productName } from '../../billing-cycle/describe-line.ts';
import { decimalText } from '../../kernel/decimal.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkCurrency } from '../../money/currencies.ts';
import { fractionsPerUnit, parseDecimal } from '../../money/decimal-fraction.ts';
import { priceAmount } from '../../money/price-amount.ts';
import { roundedQuotient } from '../../money/rounding.ts';
import { addLineToDraft } from '../invoices/draft-lines.ts';
import { oneTimePrice } from '../subscription_items/item-price.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';
import { takeDiscounts } from '../subscriptions/take-discounts.ts';
import { newInvoiceItem } from './new-invoice-item.ts';

type CreateParams = Stripe.InvoiceItemCreateParams;

interface Amount {
  amount: number;
  unitAmount: string;
  quantity: number;
  price: Stripe.Price | null;
  currency: string;
}

/** One way to say what it costs, and only one. */
function amountOf(tx: Tx, params: CreateParams, fallback: string): Amount {
  const hasPrice = params.pricing?.price !== undefined || params.price_data !== undefined;
  const ways = [params.amount !== undefined, params.unit_amount_decimal !== undefined, hasPrice].filter(Boolean);
  if (ways.length === 0) throw missingParam('amount');
  if (ways.length > 1) {
    throw invalidRequest({
      code: 'parameters_exclusive',
      message: 'You may only specify one of these parameters: amount, unit_amount_decimal, pricing, price_data.',
      param: 'amount',
    });
  }
  const quantity = params.quantity ?? 1;
  const currency = params.currency === undefined ? fallback : checkCurrency(params.currency);
  if (params.amount !== undefined) {
    return { amount: params.amount, unitAmount: String(params.amount), quantity: 1, price: null, currency };
  }
  if (params.unit_amount_decimal !== undefined) {
    const unitAmount = decimalText(params.unit_amount_decimal);
    const amount = roundedQuotient(parseDecimal(unitAmount) * BigInt(quantity), fractionsPerUnit);
    return { amount, unitAmount, quantity, price: null, currency };
  }
  const price = oneTimePrice(tx, {
    choice: { ...params.pricing, ...(params.price_data ? { price_data: params.price_data } : {}) },
    param: 'pricing',
  });
  const priced = params.currency === undefined ? price.currency : currency;
  return {
    amount: priceAmount(price, quantity, { currency: priced }),
    unitAmount: decimalText(price.unit_amount_decimal) ?? '0',
    quantity,
    price,
    currency: priced,
  };
}

function checkTargets(tx: Tx, params: CreateParams, customer: string): Stripe.Invoice | null {
  if (params.subscription !== undefined) {
    const subscription = tx.get('subscription', params.subscription, { param: 'subscription' });
    if (idOf(subscription.customer) !== customer) {
      throw invalidRequest({
        message: `The subscription ${subscription.id} does not belong to customer ${customer}.`,
        param: 'subscription',
      });
    }
  }
  if (params.invoice === undefined) return null;
  const invoice = tx.get('invoice', params.invoice, { param: 'invoice' });
  if (invoice.status !== 'draft') {
    throw invalidRequest({
      code: 'invoice_not_editable',
      message: 'The invoice is already finalized, you can only add items to draft invoices.',
      param: 'invoice',
    });
  }
  return invoice;
}

/** @see https://docs.stripe.com/api/invoiceitems/create */
export const createInvoiceItem: Handler<'POST /v1/invoiceitems'> = (tx, { params }) => {
  if (params.customer === undefined) throw missingParam('customer');
  const customer = tx.get('customer', params.customer, { param: 'customer' });
  const invoice = checkTargets(tx, params, customer.id);
  const { amount, unitAmount, quantity, price, currency } = amountOf(
    tx,
    params,
    invoice?.currency ?? customer.currency ?? 'usd',
  );
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
    unitAmount,
    quantity,
    taxRates: taxRatesOf(tx, { ids: params.tax_rates, param: 'tax_rates' }),
    subscription: params.subscription === undefined ? null : { id: params.subscription, item: null },
    proration: null,
    invoice: invoice?.id ?? null,
  });
  if (invoice) addLineToDraft(tx, { invoice, item });
  return item;
};
