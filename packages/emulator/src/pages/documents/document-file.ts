import { BinaryAnswer } from '../../kernel/binary-answer.ts';
import { documentPdf } from './document-pdf.ts';
import type { PaperDocument } from './paper.ts';

/** A printed document as a file: `Invoice-ABCD1234-0001.pdf`. */
export function documentFile(document: PaperDocument): BinaryAnswer {
  const name = [document.title, document.number].filter(Boolean).join(' ');
  return new BinaryAnswer({
    type: 'application/pdf',
    bytes: documentPdf(document),
    filename: `${name.replace(/[^\p{L}\p{N}]+/gu, '-')}.pdf`,
  });
}
