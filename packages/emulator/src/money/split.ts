/**
 * Spreads `total` over lines in proportion to `weights`.
 *
 * The shares sum to `total` exactly. Stripe's one published example truncates the earlier share and gives the remainder
 * to the last line; here the remainder goes to the last line too, but never so that a share outgrows its own weight: what
 * does not fit goes to the line before. A discount can thus not make a line negative.
 */
export function splitProportionally(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((whole, weight) => whole + BigInt(weight), 0n);
  if (sum === 0n) return weights.map(() => 0);
  const shares = weights.map((weight) => Number((BigInt(total) * BigInt(weight)) / sum));
  let remainder = total - shares.reduce((whole, share) => whole + share, 0);
  const isCapped = Math.abs(total) <= Math.abs(Number(sum));
  for (let line = weights.length - 1; line >= 0 && remainder !== 0; line -= 1) {
    const weight = weights[line] ?? 0;
    if (weight === 0) continue;
    const room = isCapped ? Math.abs(weight) - Math.abs(shares[line] ?? 0) : Math.abs(remainder);
    const given = Math.sign(remainder) * Math.min(Math.abs(remainder), room);
    shares[line] = (shares[line] ?? 0) + given;
    remainder -= given;
  }
  return shares;
}
