import type { UploadedFile } from '../../kernel/multipart.ts';

/** The types that Stripe takes, by what their names end in. */
export const mediaTypes = {
  csv: 'text/csv',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  json: 'application/json',
  md: 'text/markdown',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

export type FileType = keyof typeof mediaTypes;

/** What each type begins with, as bytes in Latin-1. Before a PDF something else may stand. */
const beginnings: readonly (readonly [FileType, string])[] = [
  ['png', '\x89PNG\r\n\x1a\n'],
  ['jpg', '\xff\xd8\xff'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
];

const headBytes = 1024;

/** What a file is, by its content; of texts, which look alike, the name and the sender's word decide. Undefined for none of these. */
export function fileTypeOf({ name, type, data }: UploadedFile): FileType | undefined {
  const head = data.toString('latin1', 0, headBytes);
  const known = beginnings.find(([, beginning]) => head.startsWith(beginning));
  if (known) return known[0];
  if (head.includes('%PDF-')) return 'pdf';
  if (head.startsWith('PK\x03\x04')) return officeType(data);
  if (!isText(data)) return undefined;
  const claimed = textTypes.find((each) => mediaTypes[each] === type || name.toLowerCase().endsWith(`.${each}`));
  if (claimed === 'json') return isJson(data) ? 'json' : undefined;
  if (claimed === 'svg') return head.includes('<svg') ? 'svg' : undefined;
  return claimed;
}

const textTypes: readonly FileType[] = ['csv', 'json', 'md', 'svg', 'txt'];

/** A zip archive that names the folder of a Word or an Excel document. */
function officeType(data: Buffer): FileType | undefined {
  if (data.includes('word/document')) return 'docx';
  return data.includes('xl/workbook') ? 'xlsx' : undefined;
}

function isText(data: Buffer): boolean {
  if (data.length === 0 || data.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(data);
    return true;
  } catch {
    return false;
  }
}

function isJson(data: Buffer): boolean {
  try {
    JSON.parse(data.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
