import type { FastifyInstance } from 'fastify';
import { sendFile } from '../../kernel/send-file.ts';
import { isExpired } from '../../resources/file_links/new-file-link.ts';
import { readFileContents } from '../../resources/files/file-contents.ts';
import { accountBrand } from '../brand.ts';
import { closedPage } from '../closed-page.ts';
import { sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';

/** The public addresses of files: whoever has one sees the file, until the link or the file expires. */
export function mountFileLinks(server: FastifyInstance, kernel: PagesKernel): void {
  server.get<{ Params: { id: string } }>('/links/:id', (request, reply) => {
    const { link, contents } = kernel.read((tx) => {
      const found = tx.find('file_link', request.params.id);
      const isOpen = found && !isExpired(tx, found);
      return { link: found, contents: isOpen ? readFileContents(tx, tx.get('file', found.file)) : undefined };
    });
    if (contents) return sendFile(reply, contents);
    const brand = kernel.read(accountBrand);
    if (!link)
      return sendPage(reply, closedPage({ brand, title: 'File not found', text: 'The link may be incomplete.' }), 404);
    const text = 'Ask whoever gave you this link for a new one.';
    return sendPage(reply, closedPage({ brand, title: 'This link has expired', text }), 410);
  });
}
