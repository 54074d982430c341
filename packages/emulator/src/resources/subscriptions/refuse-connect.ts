import { invalidRequest } from '../../kernel/errors.ts';

interface ConnectParams {
  application_fee_percent?: number | '' | null;
  automatic_tax?: { liability?: { type: string } | null } | null;
  customer_account?: string;
  invoice_settings?: { issuer?: { type: string } | null } | null;
  on_behalf_of?: string | null;
  transfer_data?: object | '' | null;
}

/**
 * Refuses what moves money or duties to another account: the emulator is one account, without Connect.
 *
 * @param within Where the parameters stand in the request: `phases[0]`; nothing for the request itself.
 */
export function refuseConnect(params: ConnectParams, within = ''): void {
  const name = (first: string, ...rest: string[]): string =>
    [within ? `${within}[${first}]` : first, ...rest.map((part) => `[${part}]`)].join('');
  const others: [string, unknown][] = [
    [name('application_fee_percent'), params.application_fee_percent],
    [name('automatic_tax', 'liability'), params.automatic_tax?.liability?.type === 'account'],
    [name('customer_account'), params.customer_account],
    [name('invoice_settings', 'issuer'), params.invoice_settings?.issuer?.type === 'account'],
    [name('on_behalf_of'), params.on_behalf_of],
    [name('transfer_data'), params.transfer_data],
  ];
  const given = others.find(([, value]) => Boolean(value));
  if (!given) return;
  throw invalidRequest({
    message: `This emulator is one account without Connect, so it cannot act on \`${given[0]}\`.`,
    param: given[0],
  });
}
