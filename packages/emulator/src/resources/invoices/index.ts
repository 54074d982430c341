import type Stripe from 'stripe';
import { invoiceDue, invoiceFactsDue, invoiceFactsWhenDue, invoiceWhenDue } from '../../billing-cycle/invoice-due.ts';
import { withoutShippingTaxes } from '../../billing-cycle/shipping-cost.ts';
import { missing } from '../../kernel/errors.ts';
import type { StripeError } from '../../kernel/errors.ts';
import { idOf } from '../../kernel/objects.ts';
import { list, listFrom, listOf, retrieve } from '../../kernel/read-operations.ts';
import { resource, type Handler } from '../../kernel/resource.ts';
import { search } from '../../kernel/search.ts';
import type { Tx } from '../../kernel/tx.ts';
import { attachPayment } from './attach-payment.ts';
import { createInvoice } from './create-invoice.ts';
import { createPreview } from './create-preview.ts';
import { deleteInvoice } from './delete-invoice.ts';
import { addLines, removeLines, updateLine, updateLines } from './edit-lines.ts';
import { finalizeDraft } from './finalize-draft.ts';
import { markInvoiceUncollectible } from './mark-invoice-uncollectible.ts';
import { payInvoice } from './pay-invoice.ts';
import { sendInvoiceNow } from './send-invoice-now.ts';
import { updateInvoice } from './update-invoice.ts';
import { voidOpenInvoice } from './void-open-invoice.ts';

/** An invoice shows its first ten lines; the rest is listed at its own address. */
const SHOWN_LINES = 10;

const listLines: Handler<'GET /v1/invoices/:id/lines'> = (tx, call) =>
  listFrom('line_item', tx.get('invoice', call.path.id).lines.data, call);

function confirmationSecret(tx: Tx, invoice: Stripe.Invoice): Stripe.Invoice.ConfirmationSecret | null {
  const payment = tx.list('invoice_payment', { invoice: invoice.id, is_default: true })[0];
  const intent = tx.find('payment_intent', idOf(payment?.payment.payment_intent));
  return intent?.client_secret ? { client_secret: intent.client_secret, type: 'payment_intent' } : null;
}

/** Some of Stripe's operations call the invoice that they change `id`, all others call it what it is. */
function refuseMissingInvoice(id: string, operation: string): StripeError {
  const isId = /^POST \/v1\/invoices\/:id(\/(finalize|mark_uncollectible|pay|void))?$/.test(operation);
  return missing('invoice', id, isId ? 'id' : 'invoice', 404);
}

/** https://docs.stripe.com/api/invoices */
export const invoices = resource('invoice', {
  refuseMissing: refuseMissingInvoice,
  indexes: ['customer', 'test_clock', 'parent.subscription_details.subscription'],
  operations: {
    'POST /v1/invoices': createInvoice,
    'GET /v1/invoices/:id': retrieve('invoice'),
    'POST /v1/invoices/:id': updateInvoice,
    'DELETE /v1/invoices/:id': deleteInvoice,
    'GET /v1/invoices/search': search('invoice', {
      created: 'created',
      currency: 'currency',
      customer: 'customer',
      last_finalization_error_code: 'last_finalization_error.code',
      last_finalization_error_type: 'last_finalization_error.type',
      number: 'number',
      receipt_number: 'receipt_number',
      status: 'status',
      subscription: 'parent.subscription_details.subscription',
      total: 'total',
    }),
    'GET /v1/invoices': list('invoice', {
      filter: {
        collection_method: 'collection_method',
        customer: 'customer',
        due_date: 'due_date',
        status: 'status',
        subscription: 'parent.subscription_details.subscription',
      },
    }),
    'GET /v1/invoices/:id/lines': listLines,
    'POST /v1/invoices/:id/add_lines': addLines,
    'POST /v1/invoices/:id/update_lines': updateLines,
    'POST /v1/invoices/:id/remove_lines': removeLines,
    'POST /v1/invoices/:invoiceId/lines/:id': updateLine,
    'POST /v1/invoices/:id/finalize': finalizeDraft,
    'POST /v1/invoices/:id/attach_payment': attachPayment,
    'POST /v1/invoices/:id/pay': payInvoice,
    'POST /v1/invoices/:id/void': voidOpenInvoice,
    'POST /v1/invoices/:id/mark_uncollectible': markInvoiceUncollectible,
    'POST /v1/invoices/:id/send': sendInvoiceNow,
    'POST /v1/invoices/create_preview': createPreview,
  },
  includes: {
    payments: (tx, { id }) => listOf(tx, 'invoice_payment', { invoice: id }, { url: '/v1/invoices/payments' }),
    confirmation_secret: confirmationSecret,
    'shipping_cost.taxes': (_tx, invoice) => invoice.shipping_cost?.taxes,
  },
  render: (_tx, stored) => {
    const invoice = withoutShippingTaxes(stored);
    return invoice.lines.data.length <= SHOWN_LINES
      ? invoice
      : { ...invoice, lines: { ...invoice.lines, data: invoice.lines.data.slice(0, SHOWN_LINES), has_more: true } };
  },
  due: invoiceDue,
  whenDue: invoiceWhenDue,
});

export const invoiceNotices = resource('_invoice', {
  clock: (tx, facts) => tx.find('invoice', facts.id),
  due: invoiceFactsDue,
  whenDue: invoiceFactsWhenDue,
});
