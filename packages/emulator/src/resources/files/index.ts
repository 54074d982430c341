import type Stripe from 'stripe';
import { list, listOf, retrieve } from '../../kernel/read-operations.ts';
import type { BinaryAnswer } from '../../kernel/binary-answer.ts';
import { resource } from '../../kernel/resource.ts';
import { createFile } from './create-file.ts';
import { retrieveFileContents } from './file-contents.ts';

declare module '../../kernel/operations.generated.ts' {
  interface Operations {
    'GET /v1/files/:id/contents': { params: object; result: BinaryAnswer };
  }
}

/** https://docs.stripe.com/api/files. Browsers may upload with a publishable key. */
export const files = resource('file', {
  operations: {
    'POST /v1/files': createFile,
    'GET /v1/files/:id': retrieve('file'),
    'GET /v1/files/:id/contents': retrieveFileContents,
    'GET /v1/files': list('file', { filter: ['purpose'] }),
  },
  publishable: ['POST /v1/files'],
  render: (tx, file) => {
    const links = listOf(tx, 'file_link', { file: file.id }, { url: `/v1/file_links?file=${file.id}` });
    const data = links.data.map((link) => tx.render('file_link', link));
    return { ...file, links: { ...links, data } } satisfies Stripe.File;
  },
});
