import { invalidRequest } from '../../kernel/errors.ts';

/** There are no connected accounts here, and no Radar sessions. */
export function refuseConnect(params: object): void {
  const uncovered = ['application_fee', 'application_fee_amount', 'destination', 'on_behalf_of', 'radar_options'];
  for (const param of [...uncovered, 'transfer_data']) {
    if (!(param in params)) continue;
    throw invalidRequest({ param, message: `This emulator does not cover the parameter \`${param}\` of charges.` });
  }
}
