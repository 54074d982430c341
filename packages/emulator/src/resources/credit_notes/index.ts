import { withoutShippingTaxes } from '../../billing-cycle/shipping-cost.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import { list, listFrom, retrieve } from '../../kernel/read-operations.ts';
import { resource, type Handler } from '../../kernel/resource.ts';
import { composeCreditNote } from './compose-credit-note.ts';
import { createCreditNote } from './issue-credit-note.ts';
import { voidCreditNote } from './void-credit-note.ts';

const updateCreditNote: Handler<'POST /v1/credit_notes/:id'> = (tx, { path, params }) => {
  const before = tx.get('credit_note', path.id);
  const note = tx.update('credit_note', before.id, {
    memo: params.memo ?? before.memo,
    metadata: mergedMetadata(before.metadata, params.metadata),
  });
  tx.emit('credit_note.updated', note, before);
  return note;
};

const listLines: Handler<'GET /v1/credit_notes/:id/lines'> = (tx, call) =>
  listFrom('credit_note_line_item', tx.get('credit_note', call.path.id).lines.data, call);

const preview: Handler<'GET /v1/credit_notes/preview'> = (tx, { params }) => composeCreditNote(tx, params);

const previewLines: Handler<'GET /v1/credit_notes/preview/lines'> = (tx, call) =>
  listFrom('credit_note_line_item', composeCreditNote(tx, call.params).lines.data, call);

/** https://docs.stripe.com/api/credit_notes */
export const creditNotes = resource('credit_note', {
  indexes: ['customer', 'invoice'],
  operations: {
    'POST /v1/credit_notes': createCreditNote,
    'GET /v1/credit_notes/preview': preview,
    'GET /v1/credit_notes/preview/lines': previewLines,
    'GET /v1/credit_notes/:id': retrieve('credit_note'),
    'POST /v1/credit_notes/:id': updateCreditNote,
    'POST /v1/credit_notes/:id/void': voidCreditNote,
    'GET /v1/credit_notes/:id/lines': listLines,
    'GET /v1/credit_notes': list('credit_note', { filter: ['customer', 'invoice'] }),
  },
  includes: {
    'shipping_cost.taxes': (_tx, note) => note.shipping_cost?.taxes,
  },
  render: (_tx, note) => withoutShippingTaxes(note),
});
