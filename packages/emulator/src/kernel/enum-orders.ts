/**
 * In what order Stripe names the values of a parameter when it refuses another one. Its declarations sort them; where the
 * order that it answers with is publicly known, it is here.
 */
const known: readonly (readonly string[])[] = [
  ['none', 'reverse', 'exempt'],
  ['draft', 'open', 'void', 'paid', 'uncollectible'],
  ['allow_incomplete', 'error_if_incomplete', 'pending_if_incomplete', 'default_incomplete'],
  [
    'active',
    'past_due',
    'unpaid',
    'canceled',
    'incomplete',
    'incomplete_expired',
    'trialing',
    'paused',
    'all',
    'ended',
  ],
];

const bySet = new Map(known.map((values) => [setOf(values), values]));

/** "none, reverse, or exempt", in Stripe's order. */
export function listedValues(values: readonly string[]): string {
  const ordered = bySet.get(setOf(values)) ?? values;
  if (ordered.length < 2) return ordered.join('');
  const head = ordered.slice(0, -1).join(', ');
  return `${head}${ordered.length > 2 ? ',' : ''} or ${ordered.at(-1)}`;
}

function setOf(values: readonly string[]): string {
  return values.toSorted().join();
}
