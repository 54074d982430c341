import type Stripe from 'stripe';
import { refreshDraft } from '../../billing-cycle/finalize-invoice.ts';
import { noteInvoice } from '../../billing-cycle/facts.ts';
import { written } from '../../kernel/emptyable.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { idOf } from '../../kernel/objects.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { accountSettings } from '../../billing-cycle/account-settings.ts';
import { defaultSourceAfter } from '../sources/own-source.ts';
import { usablePaymentMethod } from '../payment_methods/new-payment-method.ts';
import { taxRatesOf } from '../subscription_items/new-item.ts';
import { takeDiscounts } from '../subscriptions/take-discounts.ts';
import { refuseUncoveredOfInvoice, writtenFields } from './invoice-fields.ts';

type UpdateParams = Stripe.InvoiceUpdateParams;

/** What may change after finalization too. */
const alwaysEditable = new Set(['auto_advance', 'default_payment_method', 'default_source', 'expand', 'metadata']);

function advanceFields(tx: Tx, invoice: Stripe.Invoice, params: UpdateParams): Partial<Stripe.Invoice> {
  const advances = params.auto_advance;
  if (advances === undefined && params.automatically_finalizes_at === undefined) return {};
  if (invoice.status !== 'draft') return advances === undefined ? {} : { auto_advance: advances };
  const natural = advances ? tx.now(invoice) + accountSettings(tx).draftSeconds : null;
  return {
    ...(advances === undefined ? {} : { auto_advance: advances }),
    automatically_finalizes_at: params.automatically_finalizes_at ?? natural,
  };
}

function discountFields(tx: Tx, invoice: Stripe.Invoice, params: UpdateParams): Partial<Stripe.Invoice> {
  if (params.discounts === undefined) return {};
  const customer = idOf(invoice.customer) ?? '';
  const owner = { customer, invoice: invoice.id };
  return { discounts: takeDiscounts(tx, params.discounts || [], { customer, param: 'discounts', owner }) };
}

function draftFields(tx: Tx, invoice: Stripe.Invoice, params: UpdateParams): Partial<Stripe.Invoice> {
  const automatic = params.automatic_tax?.enabled;
  const days = params.days_until_due;
  if (days !== undefined) noteInvoice(tx, invoice.id, { daysUntilDue: days });
  return {
    ...writtenFields(tx, { stored: invoice, params, currency: invoice.currency }),
    ...discountFields(tx, invoice, params),
    ...(automatic === undefined
      ? {}
      : {
          automatic_tax: {
            ...invoice.automatic_tax,
            enabled: automatic,
            liability: automatic ? { type: 'self' as const } : null,
            provider: automatic ? 'stripe' : null,
          },
        }),
    ...(params.collection_method === undefined ? {} : { collection_method: params.collection_method }),
    ...(params.default_tax_rates === undefined
      ? {}
      : { default_tax_rates: taxRatesOf(tx, { ids: params.default_tax_rates, param: 'default_tax_rates' }) ?? [] }),
    description: written(params.description, invoice.description),
    due_date: days === undefined ? (params.due_date ?? invoice.due_date) : tx.now(invoice) + days * 86_400,
    effective_at: written(params.effective_at, invoice.effective_at),
    footer: written(params.footer, invoice.footer),
    statement_descriptor: written(params.statement_descriptor, invoice.statement_descriptor),
  };
}

/** @see https://docs.stripe.com/api/invoices/update */
export const updateInvoice: Handler<'POST /v1/invoices/:id'> = (tx, { path, params }) => {
  refuseUncoveredOfInvoice(params);
  const before = tx.get('invoice', path.id);
  const field = Object.keys(params).find((name) => !alwaysEditable.has(name));
  if (field !== undefined && before.status !== 'draft') {
    throw invalidRequest({ message: "Finalized invoices can't be updated in this way", param: field });
  }
  const customer = idOf(before.customer) ?? '';
  const method = params.default_payment_method;
  const changed = tx.update('invoice', before.id, {
    ...advanceFields(tx, before, params),
    ...(before.status === 'draft' ? draftFields(tx, before, params) : {}),
    ...(method
      ? { default_payment_method: usablePaymentMethod(tx, method, { param: 'default_payment_method', customer }).id }
      : {}),
    default_source: defaultSourceAfter(tx, params.default_source, { stored: before.default_source, customer }),
    metadata: mergedMetadata(before.metadata, params.metadata),
  });
  const updated = changed.status === 'draft' ? refreshDraft(tx, changed) : changed;
  tx.emit('invoice.updated', updated, before);
  return updated;
};
