/**
 * Stripe does not say which way a half goes. Answers recorded from it round halves away from zero, so a credit is exactly
 * the negative of the debit it undoes.
 */

/** The whole number nearest to `numerator / denominator`, exact at any size; halves go away from zero. */
export function roundedQuotient(numerator: bigint | number, denominator: bigint | number): number {
  const divisor = BigInt(denominator);
  if (divisor === 0n) throw new RangeError('roundedQuotient: the denominator is zero');
  const dividend = BigInt(numerator);
  const isNegative = dividend < 0n !== divisor < 0n;
  const top = dividend < 0n ? -dividend : dividend;
  const bottom = divisor < 0n ? -divisor : divisor;
  const magnitude = Number((top * 2n + bottom) / (bottom * 2n));
  return isNegative && magnitude !== 0 ? -magnitude : magnitude;
}

/** The whole number nearest to `value`; halves go away from zero. For amounts that are fractions already, prefer `roundedQuotient`. */
export function roundHalfAwayFromZero(value: number): number {
  const magnitude = Math.round(Math.abs(value));
  return value < 0 && magnitude !== 0 ? -magnitude : magnitude;
}

/** `percent` of `amount` in minor units: a discount, or a tax on top. `percent` has at most four decimals, as Stripe's have. */
export function percentOf(amount: number, percent: number): number {
  return roundedQuotient(BigInt(amount) * tenThousandths(percent), 1_000_000n);
}

/** The tax contained in `amount` when `percent` is included in it. */
export function inclusivePercentOf(amount: number, percent: number): number {
  const rate = tenThousandths(percent);
  return roundedQuotient(BigInt(amount) * rate, 1_000_000n + rate);
}

function tenThousandths(percent: number): bigint {
  return BigInt(Math.round(percent * 10_000));
}
