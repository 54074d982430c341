import type { InvoiceRow } from './table.ts';

declare module '../kernel/changes.ts' {
  interface Changes {
    'invoice.changed': { before: InvoiceRow | undefined; after: InvoiceRow };
    /** Once for each attempt that failed, also when a later one went through before we looked. */
    'invoice.payment_failed': { invoice: InvoiceRow; attempt: number; failedAt: Date };
  }
}

export { refreshInvoice } from './projection.ts';
export { lookAtInvoice } from './record-failures.ts';
export { invoice, openInvoice, type InvoiceRow } from './table.ts';
