import type Stripe from 'stripe';

type MetadataParam = Stripe.Emptyable<Stripe.MetadataParam> | undefined;

/**
 * Metadata after a write: keys that are given replace, an empty value takes its key away, and an empty whole takes all.
 *
 * The number and length of keys and values is checked with the other parameters, before an operation runs.
 */
export function mergedMetadata(stored: Stripe.Metadata | null, given: MetadataParam): Stripe.Metadata {
  if (given === undefined) return stored ?? {};
  if (given === '' || given === null) return {};
  const merged = { ...stored };
  for (const [key, value] of Object.entries(given)) {
    if (value === '' || value === null) delete merged[key];
    else merged[key] = String(value);
  }
  return merged;
}
