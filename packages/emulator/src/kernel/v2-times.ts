import { invalidRequest } from './errors.ts';

const isoPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Seconds as v2 writes times: `2026-01-01T00:00:00.000Z`. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** @throws StripeError when the text is no RFC 3339 time. */
export function secondsOfIso(text: string, param: string): number {
  const ms = isoPattern.test(text) ? Date.parse(text) : NaN;
  if (!Number.isNaN(ms)) return Math.floor(ms / 1000);
  throw invalidRequest({
    message: `Invalid timestamp: ${text.slice(0, 60)}. Times are written as 2026-01-01T00:00:00Z.`,
    param,
  });
}
