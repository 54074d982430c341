import { deflateSync } from 'node:zlib';
import type Stripe from 'stripe';

/** A picture of one white point. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII=',
  'base64',
);

/** As much of a PDF as tells how many pages it has, filled up to a size. */
export function pdfOf({ pages = 1, bytes = 0, isPacked = false } = {}): Buffer {
  const leaves = '<< /Type /Page /Parent 2 0 R >>\n'.repeat(pages);
  const body = isPacked
    ? [Buffer.from('9 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\n'), deflateSync(leaves), Buffer.from('\n')]
    : [Buffer.from(leaves)];
  const text = Buffer.concat([Buffer.from('%PDF-1.7\n<< /Type /Pages >>\n'), ...body, Buffer.from('%%EOF\n')]);
  return Buffer.concat([text, Buffer.alloc(Math.max(0, bytes - text.length), ' ')]);
}

export function upload(
  stripe: Stripe,
  {
    purpose = 'dispute_evidence',
    data = png,
    name = 'receipt.png',
  }: { purpose?: Stripe.FileCreateParams.Purpose; data?: Uint8Array; name?: string } = {},
): Promise<Stripe.File> {
  return stripe.files.create({ purpose, file: { data, name, type: 'application/octet-stream' } });
}
