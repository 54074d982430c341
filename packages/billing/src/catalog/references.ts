/** Ids that Stripe has still to give, as `@price:lightweight_monthly`, and the ids once they are known. */
export type KnownIds = ReadonlyMap<string, string>;

/** Stands for an id that is known only once the thing exists. */
export function reference(kind: 'product' | 'price' | 'meter', name: string): string {
  return `@${kind}:${name}`;
}

/** Puts the known ids in. A reference that is not known yet stays: what holds it differs from anything at Stripe. */
export function withKnownIds<T>(value: T, known: KnownIds): T {
  return replace(value, known) as T;
}

function replace(value: unknown, known: KnownIds): unknown {
  if (typeof value === 'string') return known.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => replace(item, known));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replace(item, known)]));
}
