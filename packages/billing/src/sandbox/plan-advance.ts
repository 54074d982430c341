import type { SandboxAdvance } from '@purser/contract';
import { BillingError } from '../kernel/errors.ts';
import { addDays } from '../kernel/time.ts';

/** The farthest that one request moves the clock. */
const atMostDays = 731;

/**
 * Where the clock goes. A month later is the same day of the next month, or its last day when it is shorter.
 *
 * @throws BillingError `invalid_request` unless exactly one of `to`, `days` and `months` is given, lies ahead, and is at
 *   most two years away.
 */
export function planAdvance(now: Date, { to, days, months }: SandboxAdvance): Date {
  const given = [to, days, months].filter((value) => value !== undefined).length;
  if (given !== 1) throw new BillingError('invalid_request', 'Say one of `to`, `days` and `months`.');
  const target =
    to !== undefined ? new Date(to) : days !== undefined ? addDays(now, days) : addMonths(now, months ?? 0);
  if (target <= now) {
    throw new BillingError('invalid_request', `The clock stands at ${now.toISOString()} and only moves forward.`);
  }
  if (target > addDays(now, atMostDays)) {
    throw new BillingError('invalid_request', 'The clock moves two years at most in one go.');
  }
  return target;
}

function addMonths(from: Date, months: number): Date {
  const target = new Date(from);
  target.setUTCDate(1);
  target.setUTCMonth(target.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(target.getUTCFullYear(), target.getUTCMonth() + 1, 0)).getUTCDate();
  target.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return target;
}
