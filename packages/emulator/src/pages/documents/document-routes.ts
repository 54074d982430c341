import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendFile } from '../../kernel/send-file.ts';
import type { Tx } from '../../kernel/tx.ts';
import { findInvoiceByToken } from '../../resources/invoices/hosted-token.ts';
import { accountBrand } from '../brand.ts';
import { closedPage } from '../closed-page.ts';
import { sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { creditNoteDocument } from './credit-note-document.ts';
import { documentFile } from './document-file.ts';
import { invoiceDocument } from './invoice-document.ts';
import type { PaperDocument } from './paper.ts';
import { receiptDocument } from './receipt-document.ts';

interface TokenRoute {
  Params: { token: string };
}

/** The addresses in `invoice_pdf` and in a credit note's `pdf`, and the receipt that a receipt page offers. */
export function mountDocuments(server: FastifyInstance, kernel: PagesKernel): void {
  const mount = (path: string, documentOf: (tx: Tx, token: string) => PaperDocument | null): void => {
    server.get<TokenRoute>(path, (request, reply) =>
      sendDocument(kernel, reply, (tx) => documentOf(tx, request.params.token)),
    );
  };
  mount('/i/:token/pdf', (tx, token) => {
    const invoice = findInvoiceByToken(tx, token);
    return invoice && invoice.status !== 'draft' ? invoiceDocument(tx, invoice) : null;
  });
  mount('/receipts/:token/pdf', (tx, token) => {
    const charge = tx.find('charge', token);
    return charge?.receipt_url ? receiptDocument(tx, charge) : null;
  });
  mount('/credit_notes/:token/pdf', (tx, token) => {
    const note = tx.find('credit_note', token);
    return note ? creditNoteDocument(tx, note) : null;
  });
}

function sendDocument(
  kernel: PagesKernel,
  reply: FastifyReply,
  documentOf: (tx: Tx) => PaperDocument | null,
): FastifyReply {
  const document = kernel.read(documentOf);
  if (document) return sendFile(reply, documentFile(document));
  const text = 'The link may be incomplete, or the document is not issued yet.';
  return sendPage(reply, closedPage({ brand: kernel.read(accountBrand), title: 'Document not found', text }), 404);
}
