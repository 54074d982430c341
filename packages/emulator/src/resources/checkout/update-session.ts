import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Handler } from '../../kernel/resource.ts';

/** Metadata can always be written; what the page has collected belongs to the page. */
export const updateSession: Handler<'POST /v1/checkout/sessions/:id'> = (tx, { path, params }) => {
  const session = tx.get('checkout.session', path.id);
  const other = Object.keys(params).find((name) => name !== 'metadata' && name !== 'expand');
  if (other !== undefined) {
    throw invalidRequest({ message: `This emulator cannot update \`${other}\` of a Checkout Session.`, param: other });
  }
  return tx.update('checkout.session', session.id, { metadata: mergedMetadata(session.metadata, params.metadata) });
};
