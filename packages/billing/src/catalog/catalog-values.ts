/** Checks of single values, shared by the parts of a catalog. */

export type Report = (key: string, problem: string) => void;

/** The smallest amount that Stripe charges, https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const minimumCharge: Record<string, number> = { usd: 50, eur: 50, gbp: 30, chf: 50, cad: 50, aud: 50, jpy: 50 };

export function idProblems(key: string, id: string, report: Report): void {
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(id)) {
    report(key, `${JSON.stringify(id)} is not an id: lowercase letters, digits and _, at most 40, a letter first`);
  }
}

export function amountProblems(key: string, amount: number, currency: string, report: Report): void {
  if (!Number.isInteger(amount)) {
    report(key, `${amount} is a fraction of the smallest unit; 14.99 is written 1499`);
  } else if (amount < 0) {
    report(key, `${amount} is below 0`);
  } else if (amount > 99_999_999) {
    report(key, `${amount} is more than Stripe charges at once (99999999)`);
  } else if (key.includes('.price') && amount > 0 && amount < (minimumCharge[currency] ?? 0)) {
    report(key, `${amount} is less than Stripe's smallest charge in ${currency} (${minimumCharge[currency]})`);
  }
}

export function duplicates(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** Contrast of two `#rrggbb` colours, 1 to 21, as WCAG 2.2 counts it. */
export function contrast(first: string, second: string): number {
  const [light, dark] = [luminance(first), luminance(second)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
