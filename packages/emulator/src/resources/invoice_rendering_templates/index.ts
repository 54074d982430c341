import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource, type Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';

type Template = Stripe.InvoiceRenderingTemplate;

/** Makes a template, which in Stripe's dashboard is drawn and by its API cannot be made. */
export function newRenderingTemplate(tx: Tx, { nickname }: { nickname: string }): Template {
  return tx.insert('invoice_rendering_template', {
    id: tx.newId('inrtem'),
    object: 'invoice_rendering_template',
    created: tx.now(),
    livemode: false,
    metadata: {},
    nickname,
    status: 'active',
    version: 1,
  });
}

function setStatus(tx: Tx, { id, status }: { id: string; status: 'active' | 'archived' }): Template {
  const template = tx.get('invoice_rendering_template', id);
  if (template.status === status) throw invalidRequest({ message: `The template ${id} is already ${status}.` });
  return tx.update('invoice_rendering_template', id, { status });
}

const archive: Handler<'POST /v1/invoice_rendering_templates/:id/archive'> = (tx, { path }) =>
  setStatus(tx, { id: path.id, status: 'archived' });

const unarchive: Handler<'POST /v1/invoice_rendering_templates/:id/unarchive'> = (tx, { path }) =>
  setStatus(tx, { id: path.id, status: 'active' });

/** https://docs.stripe.com/api/invoice-rendering-template */
export const invoiceRenderingTemplates = resource('invoice_rendering_template', {
  operations: {
    'GET /v1/invoice_rendering_templates/:id': retrieve('invoice_rendering_template'),
    'GET /v1/invoice_rendering_templates': list('invoice_rendering_template', { filter: ['status'] }),
    'POST /v1/invoice_rendering_templates/:id/archive': archive,
    'POST /v1/invoice_rendering_templates/:id/unarchive': unarchive,
  },
});
