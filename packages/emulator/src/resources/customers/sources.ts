import { invalidRequest } from '../../kernel/errors.ts';

/** Cards are payment methods here; the older `sources` of a customer are not emulated. */
export function refuseSource(source: string | undefined): void {
  if (source === undefined) return;
  throw invalidRequest({
    param: 'source',
    message: 'This emulator does not keep sources. Attach a PaymentMethod to the customer instead.',
  });
}
