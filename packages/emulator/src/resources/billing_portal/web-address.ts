import { invalidRequest } from '../../kernel/errors.ts';

/** Refuses what no browser could open. `''` (unset) and nothing pass. */
export function checkWebAddress(address: string | null | undefined, param: string): void {
  if (!address) return;
  const parsed = URL.parse(address);
  if (parsed && (parsed.protocol === 'https:' || parsed.protocol === 'http:')) return;
  throw invalidRequest({ code: 'url_invalid', message: 'Not a valid URL', param });
}
