import { invalidRequest } from './errors.ts';
import { isHash } from './fields.ts';

/** What takes several accounts: there is one here. */
export const connectParams = [
  'application_fee_amount',
  'application_fee_percent',
  'customer_account',
  'on_behalf_of',
  'transfer_data',
] as const;

/**
 * Refuses what the emulator would not act on, so that nobody believes it happened.
 *
 * @param names Parameters, or paths of them: `issuer[account]`.
 */
export function refuseUncovered(params: object, names: readonly string[]): void {
  for (const name of names) {
    if (isGiven(params, name.replaceAll(']', '').split('['))) {
      throw invalidRequest({ message: `This emulator does not cover the parameter \`${name}\`.`, param: name });
    }
  }
}

function isGiven(value: unknown, path: readonly string[]): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return value !== undefined && value !== '' && value !== null;
  return isHash(value) && isGiven(value[name], rest);
}
