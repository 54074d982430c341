import type { Stripe } from 'stripe';

/** Whether one of the wanted keys is missing or has another value. Keys that others wrote do not matter. */
export function metadataDiffers(found: Stripe.Metadata | null, wanted: Record<string, string>): boolean {
  return Object.entries(wanted).some(([key, value]) => (found ?? {})[key] !== value);
}

/**
 * Whether Stripe's object says something else than the parameters do. What the parameters leave out does not matter,
 * nor does the order of a list of plain values; lists of objects are compared in order.
 */
export function differs(found: unknown, wanted: unknown): boolean {
  if (wanted === undefined) return false;
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found) || found.length !== wanted.length) return true;
    if (wanted.every((item) => typeof item === 'string')) {
      return JSON.stringify([...found].sort()) !== JSON.stringify([...wanted].sort());
    }
    return wanted.some((item, index) => differs(found[index], item));
  }
  if (wanted !== null && typeof wanted === 'object') {
    if (found === null || typeof found !== 'object') return true;
    const fields = found as Record<string, unknown>;
    return Object.entries(wanted).some(([key, value]) => differs(fields[key], value));
  }
  return found !== wanted;
}
