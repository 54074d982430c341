import type { FastifyInstance } from 'fastify';
import { accountBrand } from '../brand.ts';
import { closedPage } from '../closed-page.ts';
import { sendPage } from '../page-document.ts';
import type { PagesKernel } from '../pages-kernel.ts';
import { receiptPage } from './receipt-page.ts';

export function mountReceipts(server: FastifyInstance, kernel: PagesKernel): void {
  server.get<{ Params: { token: string } }>('/receipts/:token', (request, reply) => {
    const page = kernel.read((tx) => {
      const charge = tx.find('charge', request.params.token);
      return charge?.receipt_url ? receiptPage(tx, charge) : null;
    });
    if (page) return sendPage(reply, page);
    const text = 'The link may be incomplete, or nothing was paid.';
    return sendPage(reply, closedPage({ brand: kernel.read(accountBrand), title: 'Receipt not found', text }), 404);
  });
}
