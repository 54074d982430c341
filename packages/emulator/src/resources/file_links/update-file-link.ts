import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Handler } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { checkFuture, isExpired } from './new-file-link.ts';

/** @see https://docs.stripe.com/api/file_links/update */
export const updateFileLink: Handler<'POST /v1/file_links/:id'> = (tx, { path, params }) => {
  const link = tx.get('file_link', path.id);
  if (isExpired(tx, link)) throw invalidRequest({ message: 'Expired file links cannot be updated.', param: 'id' });
  return tx.update('file_link', link.id, {
    expires_at: expiryAfter(tx, link, params.expires_at),
    metadata: mergedMetadata(link.metadata, params.metadata),
  });
};

function expiryAfter(
  tx: Tx,
  { expires_at }: Stripe.FileLink,
  given: Stripe.FileLinkUpdateParams['expires_at'],
): number | null {
  if (given === undefined) return expires_at;
  if (given === '' || given === null) return null;
  if (given === 'now') return tx.now();
  checkFuture(tx, given, 'expires_at');
  return given;
}
