import { invalidRequest } from '../../kernel/errors.ts';

const fiveYears = 5 * 366 * 86_400;

/** @throws StripeError for a moment, in seconds, that is over, or too far away. */
export function checkFuture(moment: number, param: string, now: number): void {
  if (moment <= now) {
    const message = `The parameter \`${param}\` expects a unix timestamp representing a date and time in the future. You specified the value \`${moment}\` which is in the past.`;
    throw invalidRequest({ param, message });
  }
  if (moment <= now + fiveYears) return;
  throw invalidRequest({ param, message: 'Invalid timestamp: can be no more than five years in the future.' });
}
