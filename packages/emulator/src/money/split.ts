/**
 * Spreads `total` over lines in proportion to `weights`.
 *
 * The shares sum to `total` exactly. In Stripe's one published example, 5.00 off items of 10.00 and 20.00, the shares are 1.66
 * and 3.34: each is truncated, and the remainder goes to the largest line (here the last of several), but never so that a share
 * outgrows its own weight: what does not fit goes to the next largest. A discount can thus not make a line negative.
 *
 * @see https://docs.stripe.com/billing/subscriptions/prorations
 */
export function splitProportionally(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((whole, weight) => whole + BigInt(weight), 0n);
  if (sum === 0n) return weights.map(() => 0);
  const shares = weights.map((weight) => Number((BigInt(total) * BigInt(weight)) / sum));
  let remainder = total - shares.reduce((whole, share) => whole + share, 0);
  const isCapped = Math.abs(total) <= Math.abs(Number(sum));
  const largestFirst = [...weights.entries()].toSorted(([a, x], [b, y]) => Math.abs(y) - Math.abs(x) || b - a);
  for (const [line, weight] of largestFirst) {
    if (remainder === 0 || weight === 0) break;
    const room = isCapped ? Math.abs(weight) - Math.abs(shares[line] ?? 0) : Math.abs(remainder);
    const given = Math.sign(remainder) * Math.min(Math.abs(remainder), room);
    shares[line] = (shares[line] ?? 0) + given;
    remainder -= given;
  }
  return shares;
}
