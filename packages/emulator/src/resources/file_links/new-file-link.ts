import type Stripe from 'stripe';
import { invalidRequest } from '../../kernel/errors.ts';
import { mergedMetadata } from '../../kernel/metadata.ts';
import type { Tx } from '../../kernel/tx.ts';

interface LinkSettings {
  expires_at?: number;
  metadata?: Stripe.Emptyable<Stripe.MetadataParam>;
}

/**
 * Gives a file a public address.
 *
 * @param param What a wrong time is blamed on.
 * @throws StripeError for a time that is over.
 */
export function newFileLink(
  tx: Tx,
  { file, settings, param }: { file: string; settings: LinkSettings; param: string },
): Stripe.FileLink {
  const { expires_at = null, metadata } = settings;
  if (expires_at !== null) checkFuture(tx, expires_at, param);
  const id = tx.newId('link');
  return tx.insert('file_link', {
    id,
    object: 'file_link',
    created: tx.now(),
    expired: false,
    expires_at,
    file,
    livemode: false,
    metadata: mergedMetadata(null, metadata),
    url: tx.url(`/links/${id}`),
  });
}

export function checkFuture(tx: Tx, time: number, param: string): void {
  if (time > tx.now()) return;
  throw invalidRequest({ message: `${param} must be a timestamp in the future.`, param });
}

/** A link is over from its last second on. */
export function isExpired(tx: Tx, { expires_at }: Stripe.FileLink): boolean {
  return expires_at !== null && tx.now() >= expires_at;
}
