import { html } from './html.ts';
import type { Html } from './html.ts';

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** Stripe's seconds as a day in UTC: "14 March 2027". The pages say once, in their footer, that dates are in UTC. */
export function dateText(seconds: number): string {
  return day.format(new Date(seconds * 1000));
}

/** "14 Mar 2027", where room is short. */
export function shortDateText(seconds: number): string {
  return shortDay.format(new Date(seconds * 1000));
}

/** The same for machines too. */
export function dateElement(seconds: number): Html {
  return html`<time datetime="${new Date(seconds * 1000).toISOString()}">${dateText(seconds)}</time>`;
}

/** "per month", "every 3 months", "per year". */
export function intervalText(interval: string, count: number): string {
  return count === 1 ? `per ${interval}` : `every ${count} ${interval}s`;
}

/** "every month", "every 3 months", "every year". */
export function everyText(interval: string, count: number): string {
  return count === 1 ? `every ${interval}` : `every ${count} ${interval}s`;
}
