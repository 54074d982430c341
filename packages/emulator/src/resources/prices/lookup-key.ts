import { invalidRequest } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';

/**
 * Gives a lookup key to one price: from another price it is only taken when the caller says so.
 *
 * @param ownId The price that may have the key already.
 */
export function claimLookupKey(tx: Tx, key: string, isTransfer = false, ownId?: string): string {
  const holders = tx.list('price', { lookup_key: key }).filter((price) => price.id !== ownId);
  for (const holder of holders) {
    if (!isTransfer) {
      const message = `A price (\`${holder.id}\`) already uses that lookup key.`;
      throw invalidRequest({ param: 'lookup_key', message });
    }
    tx.emit('price.updated', tx.update('price', holder.id, { lookup_key: null }), holder);
  }
  return key;
}
