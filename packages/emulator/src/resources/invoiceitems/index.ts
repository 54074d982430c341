import { invalidRequest } from '../../kernel/errors.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import { createInvoiceItem } from './create-invoice-item.ts';
import { deleteInvoiceItem } from './delete-invoice-item.ts';
import { updateInvoiceItem } from './update-invoice-item.ts';

export const invoiceItemFacts = resource('_invoiceitem', {});

/** https://docs.stripe.com/api/invoiceitems */
export const invoiceItems = resource('invoiceitem', {
  refuseMissing: (id) =>
    invalidRequest({
      status: 404,
      code: 'resource_missing',
      message: `No such Invoice Item: '${id}'(livemode=false)`,
      param: 'id',
    }),
  indexes: ['customer', 'invoice'],
  operations: {
    'POST /v1/invoiceitems': createInvoiceItem,
    'GET /v1/invoiceitems/:id': retrieve('invoiceitem'),
    'POST /v1/invoiceitems/:id': updateInvoiceItem,
    'DELETE /v1/invoiceitems/:id': deleteInvoiceItem,
    'GET /v1/invoiceitems': list('invoiceitem', {
      filter: { customer: 'customer', invoice: 'invoice', created: 'date' },
      accepts: (item, call) => {
        const { pending } = call.params as { pending?: boolean };
        return pending === undefined || pending === (item.invoice === null);
      },
    }),
  },
});
