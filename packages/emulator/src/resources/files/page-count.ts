import { inflateSync } from 'node:zlib';
import type Stripe from 'stripe';
import type { Tx } from '../../kernel/tx.ts';

/** How many pages a file makes on paper: a picture one, a PDF as many as it says it has. */
export function pageCount(tx: Tx, file: Stripe.File): number {
  if (file.type !== 'pdf') return 1;
  const bytes = Buffer.from(tx.get('_file_contents', file.id).base64, 'base64');
  return Math.max(1, pagesIn(bytes.toString('latin1')) + packedPages(bytes));
}

function pagesIn(text: string): number {
  return text.match(/\/Type\s*\/Page(?![A-Za-z])/g)?.length ?? 0;
}

/** Newer files keep their page objects in compressed streams of objects. */
function packedPages(bytes: Buffer): number {
  const text = bytes.toString('latin1');
  let pages = 0;
  for (const { index, 0: head } of text.matchAll(/\/Type\s*\/ObjStm[^]{0,400}?stream\r?\n/g)) {
    try {
      pages += pagesIn(inflateSync(bytes.subarray(index + head.length)).toString('latin1'));
    } catch {
      // Not compressed this way, or cut off: what cannot be read is not counted.
    }
  }
  return pages;
}
