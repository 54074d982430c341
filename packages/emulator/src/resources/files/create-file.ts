import type Stripe from 'stripe';
import { refusePublishable } from '../../kernel/authenticate.ts';
import { invalidRequest } from '../../kernel/errors.ts';
import type { UploadedFile } from '../../kernel/multipart.ts';
import type { Handler } from '../../kernel/resource.ts';
import { newFileLink } from '../file_links/new-file-link.ts';
import { checkLinkable, purposeRules } from './file-purposes.ts';
import type { PurposeRules } from './file-purposes.ts';
import { fileTypeOf, mediaTypes } from './file-type.ts';
import type { FileType } from './file-type.ts';

/**
 * Takes a file, if it is of a type and size that its purpose allows.
 *
 * @see https://docs.stripe.com/api/files/create
 */
export const createFile: Handler<'POST /v1/files'> = (tx, { params, request }) => {
  const { purpose, file_link_data: link } = params;
  const upload = params.file as UploadedFile;
  const rules = purposeRules(purpose);
  const type = checkedType(upload, rules);
  checkSize(upload, rules);
  if (link?.create) {
    if (request.isPublishable) refusePublishable();
    checkLinkable(purpose, 'file_link_data');
  }
  const id = tx.newId('file');
  const created = tx.now();
  const file: Stripe.File = tx.insert('file', {
    id,
    object: 'file',
    created,
    expires_at: rules.keptSeconds === null ? null : created + rules.keptSeconds,
    filename: upload.name,
    purpose,
    size: upload.data.length,
    title: null,
    type,
    url: tx.url(`/v1/files/${id}/contents`),
  });
  tx.insert('_file_contents', { id, object: '_file_contents', base64: upload.data.toString('base64') });
  if (link?.create) newFileLink(tx, { file: id, settings: link, param: 'file_link_data[expires_at]' });
  tx.emit('file.created', file);
  return file;
};

function checkedType(upload: UploadedFile, { types }: PurposeRules): FileType {
  const type = fileTypeOf(upload);
  if (type && types.includes(type)) return type;
  const allowed = types.map((each) => mediaTypes[each]).join(', ');
  throw invalidRequest({
    message: `We don't currently support that file type. Try uploading a file with one of the following mimetypes: ${allowed}.`,
    param: 'file',
  });
}

function checkSize({ data }: UploadedFile, { maximumBytes }: PurposeRules): void {
  if (data.length <= maximumBytes) return;
  const kilobytes = maximumBytes / 1024;
  const most = kilobytes < 1024 ? `${kilobytes}KB` : `${kilobytes / 1024}MB`;
  throw invalidRequest({
    message: `The file you uploaded is too large. Try uploading a file of at most ${most}.`,
    param: 'file',
  });
}
