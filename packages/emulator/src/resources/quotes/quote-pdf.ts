import { invalidRequest } from '../../kernel/errors.ts';
import type { Handler } from '../../kernel/resource.ts';
import { documentFile } from '../../pages/documents/document-file.ts';
import { quoteDocument } from '../../pages/documents/quote-document.ts';

/** @see https://docs.stripe.com/api/quotes/pdf */
export const retrieveQuotePdf: Handler<'GET /v1/quotes/:id/pdf'> = (tx, { path }) => {
  const quote = tx.get('quote', path.id);
  if (quote.number === null) {
    throw invalidRequest({
      message: `A PDF can only be downloaded of a finalized quote. This quote is ${quote.status}.`,
    });
  }
  return documentFile(quoteDocument(tx, quote));
};
