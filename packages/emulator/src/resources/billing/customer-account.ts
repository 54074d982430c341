import { invalidRequest } from '../../kernel/errors.ts';

/** Customers are customers here; accounts that stand for one are not emulated. */
export function requireNoAccount({ customer_account }: { customer_account?: string }): void {
  if (customer_account === undefined) return;
  throw invalidRequest({
    message: 'This emulator has no accounts that represent customers: pass `customer`.',
    param: 'customer_account',
  });
}
