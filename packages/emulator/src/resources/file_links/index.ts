import type Stripe from 'stripe';
import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';
import type { Handler } from '../../kernel/resource.ts';
import { checkLinkable } from '../files/file-purposes.ts';
import { isExpired, newFileLink } from './new-file-link.ts';
import { updateFileLink } from './update-file-link.ts';

const createFileLink: Handler<'POST /v1/file_links'> = (tx, { params }) => {
  const file = tx.get('file', params.file, { param: 'file' });
  checkLinkable(file.purpose, 'file');
  return newFileLink(tx, { file: file.id, settings: params, param: 'expires_at' });
};

/** https://docs.stripe.com/api/file_links */
export const fileLinks = resource('file_link', {
  indexes: ['file'],
  operations: {
    'POST /v1/file_links': createFileLink,
    'GET /v1/file_links/:id': retrieve('file_link'),
    'POST /v1/file_links/:id': updateFileLink,
    'GET /v1/file_links': list('file_link', {
      filter: ['file'],
      accepts: (link, { params }, tx) => {
        const { expired } = params as Stripe.FileLinkListParams;
        return expired === undefined || expired === isExpired(tx, link);
      },
    }),
  },
  render: (tx, link) => ({ ...link, expired: isExpired(tx, link) }),
});
