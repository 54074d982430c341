import type Stripe from 'stripe';
import { BinaryAnswer } from '../../kernel/binary-answer.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import { resource } from '../../kernel/resource.ts';
import type { Call } from '../../kernel/resource.ts';
import type { Tx } from '../../kernel/tx.ts';
import { purposeRules } from './file-purposes.ts';
import { mediaTypes } from './file-type.ts';
import type { FileType } from './file-type.ts';

/** The bytes of a file. Kept apart from it, so that no answer and no event carries them; as text, so that they are part of snapshots. */
export interface FileContents {
  /** The file's id. */
  id: string;
  object: '_file_contents';
  base64: string;
}

declare module '../../kernel/objects.ts' {
  interface StripeObjects {
    _file_contents: FileContents;
  }
}

export const fileContents = resource('_file_contents', {});

/** The bytes of a file, with its type and name; undefined once it expired. */
export function readFileContents(tx: Tx, file: Stripe.File): BinaryAnswer | undefined {
  if (file.expires_at !== null && tx.now() >= file.expires_at) return undefined;
  const { base64 } = tx.get('_file_contents', file.id);
  return new BinaryAnswer({
    type: mediaTypes[file.type as FileType],
    bytes: Buffer.from(base64, 'base64'),
    filename: file.filename ?? file.id,
  });
}

/**
 * Answers the bytes themselves.
 *
 * @see https://docs.stripe.com/file-upload#download-file-contents
 */
export function retrieveFileContents(tx: Tx, { path }: Call<object, 'id'>): BinaryAnswer {
  const file = tx.get('file', path.id);
  if (!purposeRules(file.purpose).isDownloadable) {
    const message = `Files with the purpose '${file.purpose}' cannot be downloaded.`;
    throw invalidRequest({ message, status: 403 });
  }
  const contents = readFileContents(tx, file);
  if (contents) return contents;
  throw invalidRequest({ message: `The file ${file.id} has expired.`, param: 'id', status: 404 });
}
