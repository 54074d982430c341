const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** A calendar day in words, in the viewer's time zone: "December 14, 2026". */
export function formatDate(date: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' }).format(date);
}

/** Time zone in which {@link formatDate} counts days, for a line that says so. */
export function viewerTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

export interface TimeLeft {
  readonly unit: 'days' | 'hours';
  /** Never below 1 while anything is left, 0 once the moment has passed. */
  readonly count: number;
}

/** What is left until a moment: days, and hours on the last day. */
export function timeLeft(until: Date, now: Date): TimeLeft {
  const ms = Math.max(0, until.getTime() - now.getTime());
  return ms > dayMs ? { unit: 'days', count: Math.ceil(ms / dayMs) } : { unit: 'hours', count: Math.ceil(ms / hourMs) };
}

export function addDays(date: Date, days: number): Date {
  return new Date(date.getTime() + days * dayMs);
}
