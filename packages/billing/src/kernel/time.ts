/** Stripe's seconds become dates here and nowhere else. */
export function fromStripeTime(seconds: number): Date {
  return new Date(seconds * 1000);
}

export function fromOptionalStripeTime(seconds: number | null | undefined): Date | null {
  return seconds === null || seconds === undefined ? null : fromStripeTime(seconds);
}

/** Whole seconds since 1970, as Stripe and the four routes of the first specification write time. */
export function toEpochSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

export function addDays(date: Date, days: number): Date {
  return new Date(date.getTime() + days * 86_400_000);
}
