/** Prices may carry up to twelve decimals of a minor unit; a fraction here is counted in such twelfth decimals. */
export const fractionsPerUnit = 1_000_000_000_000n;

const decimalPattern = /^(-?)(\d+)(?:\.(\d{0,12}))?$/;

/**
 * `'12.5'` as a whole number of 10⁻¹² units.
 *
 * @throws RangeError when the text is no plain decimal with at most twelve decimals.
 */
export function parseDecimal(text: string): bigint {
  const match = decimalPattern.exec(text);
  if (!match) throw new RangeError(`Not a decimal with at most 12 decimal places: ${text}`);
  const [, sign = '', whole = '0', decimals = ''] = match;
  const magnitude = BigInt(whole) * fractionsPerUnit + BigInt(decimals.padEnd(12, '0'));
  return sign ? -magnitude : magnitude;
}

export function isWholeDecimal(text: string): boolean {
  return parseDecimal(text) % fractionsPerUnit === 0n;
}

/** The shortest text of the same value: `'12.50'` gives `'12.5'`, `'7.0'` gives `'7'`. */
export function plainDecimal(text: string): string {
  const value = parseDecimal(text);
  const magnitude = value < 0n ? -value : value;
  const decimals = (magnitude % fractionsPerUnit).toString().padStart(12, '0').replace(/0+$/, '');
  const whole = (magnitude / fractionsPerUnit).toString();
  return `${value < 0n ? '-' : ''}${whole}${decimals ? `.${decimals}` : ''}`;
}
