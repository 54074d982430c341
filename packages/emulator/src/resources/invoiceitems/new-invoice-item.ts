import type Stripe from 'stripe';
import { decimal } from '../../kernel/decimal.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { quantityText } from '../../money/price-amount.ts';
import type { Period } from '../../billing-cycle/periods.ts';
import type { DiscountShare } from '../../billing-cycle/prorate.ts';

type TaxBehavior = 'inclusive' | 'exclusive' | 'unspecified';

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    /** How an item without a price is taxed, which Stripe does not show. */
    _invoiceitem: { id: string; object: '_invoiceitem'; taxBehavior: TaxBehavior };
  }
}

/** Keeps how an item is taxed. */
export function noteTaxBehavior(tx: Tx, item: string, taxBehavior: TaxBehavior): void {
  if (tx.find('_invoiceitem', item)) tx.update('_invoiceitem', item, { taxBehavior });
  else tx.insert('_invoiceitem', { id: item, object: '_invoiceitem', taxBehavior });
}

export interface InvoiceItemTerms {
  customer: string;
  amount: number;
  currency: string;
  description: string | null;
  discountable: boolean;
  discounts: string[];
  metadata: Stripe.Metadata;
  period: Period;
  price: { id: string; product: string } | null;
  unitAmount: string;
  quantity: number;
  /** The quantity, where it is not whole. */
  quantityDecimal?: string;
  taxRates: Stripe.TaxRate[] | null;
  /** Of an amount that no price stands behind. */
  taxBehavior?: TaxBehavior;
  /** The subscription, and for a proration its item, on whose invoice it goes. */
  subscription: { id: string; item: string | null } | null;
  proration: {
    credited: Stripe.InvoiceItem.ProrationDetails.CreditedItems | null;
    discountAmounts: readonly DiscountShare[];
  } | null;
  invoice: string | null;
}

function parentOf({ subscription }: InvoiceItemTerms): Stripe.InvoiceItem.Parent | null {
  if (!subscription) return null;
  return {
    subscription_details: {
      subscription: subscription.id,
      ...(subscription.item === null ? {} : { subscription_item: subscription.item }),
    },
    type: 'subscription_details',
  };
}

function netOf(amount: number, off: readonly DiscountShare[]): number {
  return off.reduce((left, share) => left - share.amount, amount);
}

/** Makes an invoice item; without an invoice it waits for the customer's next one. */
export function newInvoiceItem(tx: Tx, terms: InvoiceItemTerms): Stripe.InvoiceItem {
  const { customer, proration, price } = terms;
  const item = tx.insert('invoiceitem', {
    id: tx.newId('ii'),
    object: 'invoiceitem',
    amount: terms.amount,
    currency: terms.currency,
    customer,
    customer_account: null,
    date: tx.now({ customer }),
    description: terms.description,
    discountable: terms.discountable,
    discounts: terms.discounts,
    ...(proration
      ? { net_amount: netOf(terms.amount, proration.discountAmounts) }
      : { frozen_fields: [], invoicing_rules: [] }),
    invoice: terms.invoice,
    livemode: false,
    metadata: terms.metadata,
    parent: parentOf(terms),
    period: terms.period,
    pricing: {
      ...(price ? { price_details: { price: price.id, product: price.product } } : {}),
      type: 'price_details',
      unit_amount_decimal: decimal(terms.unitAmount),
    },
    proration: proration !== null,
    ...(proration
      ? { proration_details: { credited_items: proration.credited, discount_amounts: [...proration.discountAmounts] } }
      : {}),
    quantity: Math.trunc(terms.quantity),
    quantity_decimal: decimal(terms.quantityDecimal ?? quantityText(terms.quantity)),
    tax_rates: terms.taxRates ?? [],
    test_clock: idOf(tx.find('customer', customer)?.test_clock),
  });
  if (terms.taxBehavior !== undefined) noteTaxBehavior(tx, item.id, terms.taxBehavior);
  tx.emit('invoiceitem.created', item);
  return item;
}
