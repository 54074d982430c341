import { html } from './html.ts';
import type { Html } from './html.ts';

/** Says what no page may leave open: no real money moves here, and whose days the dates are. */
export function pageFooter(options: { isTestCardShown?: boolean } = {}): Html {
  const card = options.isTestCardShown
    ? html` Pay with <span class="money">4242 4242 4242 4242</span>, any future date and any three digits.`
    : '';
  return html`<div class="page-footer">
    <p>Sandbox: no real money moves.${card}</p>
    <p>Dates are in UTC.</p>
  </div>`;
}
