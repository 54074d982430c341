import type Stripe from 'stripe';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import { discountsOf } from '../../billing-cycle/amount-invoice.ts';
import { composeInvoice } from '../../billing-cycle/compose-invoice.ts';
import { emptyInvoice } from '../../billing-cycle/empty-invoice.ts';
import { pendingLines } from '../../billing-cycle/pending-items.ts';
import { storeInvoice } from '../../billing-cycle/store-invoice.ts';
import { invalidRequest, missingParam } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkCurrency } from '../../money/currencies.ts';
import { defaultSourceAfter } from '../sources/own-source.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';
import { takeDiscounts } from '../subscriptions/take-discounts.ts';
import { refuseUncoveredOfInvoice, writtenFields } from './invoice-fields.ts';
import { reviseInvoice } from './revise-invoice.ts';

type CreateParams = Stripe.InvoiceCreateParams;

interface Terms {
  sends: boolean;
  daysUntilDue: number | null;
}

function termsOf(tx: Tx, params: CreateParams): Terms {
  const sends = params.collection_method === 'send_invoice';
  if (!sends && (params.days_until_due !== undefined || params.due_date !== undefined)) {
    throw invalidRequest({
      message: "You can only specify 'due_date' or 'days_until_due' if invoice collection method is 'send_invoice'.",
    });
  }
  const isDated = params.due_date !== undefined;
  const days = params.days_until_due ?? accountSettings(tx).daysUntilDue;
  if (sends && !isDated && days === null) {
    throw invalidRequest({
      message: "If invoice collection method is 'send_invoice', you must specify 'due_date' or 'days_until_due'.",
    });
  }
  return {
    sends,
    daysUntilDue: sends && !isDated ? days : null,
  };
}

function fieldsOf(
  tx: Tx,
  {
    params,
    customer,
    currency,
    terms,
    at,
  }: { params: CreateParams; customer: string; currency: string; terms: Terms; at: number },
): Partial<Stripe.Invoice> {
  const advances = params.auto_advance ?? false;
  const dueDate = terms.daysUntilDue === null ? params.due_date : at + terms.daysUntilDue * 86_400;
  const method = params.default_payment_method;
  return {
    ...writtenFields(tx, { stored: { ...emptyInvoice, rendering: plainRendering }, params, currency }),
    auto_advance: advances,
    automatically_finalizes_at:
      params.automatically_finalizes_at ?? (advances ? at + accountSettings(tx).draftSeconds : null),
    automatic_tax: {
      disabled_reason: null,
      enabled: params.automatic_tax?.enabled ?? false,
      liability: null,
      provider: null,
      status: null,
    },
    collection_method: terms.sends ? 'send_invoice' : 'charge_automatically',
    default_payment_method:
      method === undefined ? null : usablePaymentMethod(tx, method, { param: 'default_payment_method', customer }).id,
    default_source: defaultSourceAfter(tx, params.default_source, { stored: null, customer }),
    default_tax_rates: taxRatesOf(tx, { ids: params.default_tax_rates, param: 'default_tax_rates' }) ?? [],
    description: params.description ?? null,
    due_date: dueDate ?? null,
    effective_at: params.effective_at ?? null,
    ...(params.footer === undefined ? {} : { footer: params.footer }),
    metadata: mergedMetadata(null, params.metadata),
    statement_descriptor: params.statement_descriptor ?? null,
  };
}

/** How an invoice that somebody makes is printed, unless they say it. */
const plainRendering: Stripe.Invoice.Rendering = {
  amount_tax_display: null,
  pdf: { page_size: 'auto' },
  template: null,
  template_version: null,
};

/** What may be said beside `from_invoice`. */
const besideRevision = new Set(['expand', 'from_invoice', 'metadata']);

function revision(tx: Tx, params: CreateParams, from: Stripe.InvoiceCreateParams.FromInvoice): Stripe.Invoice {
  const other = Object.keys(params).find((name) => !besideRevision.has(name));
  if (other === undefined) return reviseInvoice(tx, { from, metadata: mergedMetadata(null, params.metadata) });
  throw invalidRequest({ message: `You cannot pass \`${other}\` together with \`from_invoice\`.`, param: other });
}

/** @see https://docs.stripe.com/api/invoices/create */
export const createInvoice: Handler<'POST /v1/invoices'> = (tx, { params }) => {
  refuseUncoveredOfInvoice(params);
  if (params.from_invoice) return revision(tx, params, params.from_invoice);
  const subscription =
    params.subscription === undefined
      ? undefined
      : tx.get('subscription', params.subscription, { param: 'subscription' });
  const customerId = params.customer ?? idOf(subscription?.customer);
  if (customerId === null || customerId === undefined) throw missingParam('customer');
  const customer = tx.get('customer', customerId, { param: 'customer' });
  const at = tx.now(customer);
  const terms = termsOf(tx, params);
  const currency = params.currency
    ? checkCurrency(params.currency)
    : (subscription?.currency ?? customer.currency ?? 'usd');
  const includes = params.pending_invoice_items_behavior === 'include' || subscription !== undefined;
  const lines = includes
    ? pendingLines(tx, { customer: customer.id, subscription: subscription?.id ?? null, currency })
    : [];
  if (subscription && lines.length === 0) {
    throw invalidRequest({
      code: 'invoice_no_subscription_line_items',
      message: 'Nothing to invoice for subscription',
    });
  }
  const id = tx.newId('in');
  const chosen = params.discounts
    ? takeDiscounts(tx, params.discounts, {
        customer: customer.id,
        param: 'discounts',
        owner: { customer: customer.id, invoice: id },
      })
    : params.discounts === '' || !customer.discount
      ? []
      : [customer.discount.id];
  const composed = composeInvoice(tx, {
    id,
    customer,
    subscription: subscription ? { id: subscription.id, metadata: subscription.metadata } : null,
    reason: subscription ? 'subscription_update' : 'manual',
    lines,
    currency,
    at,
    period: { start: at, end: at },
    discounts: discountsOf(tx, chosen),
    fields: fieldsOf(tx, { params, customer: customer.id, currency, terms, at }),
  });
  return storeInvoice(tx, { ...composed, facts: { ...composed.facts, daysUntilDue: terms.daysUntilDue } });
};
