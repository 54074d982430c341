import type { SessionView } from '../../resources/checkout/session-view.ts';
import type { Brand } from '../brand.ts';
import { closedPage } from '../closed-page.ts';
import { html } from '../html.ts';
import { moneyText } from '../money-text.ts';
import { linkedText } from './custom-text.ts';

/** What a payment link says itself when it leads nowhere. */
export function confirmationPage(
  view: SessionView,
  { brand, message }: { brand: Brand; message: string | null },
): string {
  const title = view.mode === 'subscription' ? 'Thanks for subscribing' : 'Thanks for your payment';
  const total = view.session.amount_total ?? 0;
  const paid =
    total > 0
      ? html`A payment of ${moneyText(total, view.currency)} to ${brand.name}
        ${view.session.payment_status === 'unpaid' ? 'is on its way; your bank takes some days.' : 'was made.'}`
      : html`Nothing was charged.`;
  return closedPage({ brand, title, text: message === null ? paid : html`${linkedText(message)}` });
}
