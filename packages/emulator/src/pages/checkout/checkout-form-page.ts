import type { SessionView } from '../../resources/checkout/session-view.ts';
import type { Brand } from '../brand.ts';
import { html } from '../html.ts';
import { draftFormState } from '../page-draft.ts';
import type { PageDraft } from '../page-draft.ts';
import { pageDocument } from '../page-document.ts';
import { pageFooter } from '../page-footer.ts';
import { knownValues } from './checkout-page.ts';
import { orderTotal } from './order-summary.ts';
import { paymentForm } from './payment-form.ts';
import { checkoutTitle } from './wording.ts';

/** How an open session is paid, and no more: it stands in a page of the merchant's that shows what is bought. */
export function checkoutFormPage(view: SessionView, options: { draft: PageDraft; brand: Brand; now: number }): string {
  const { draft, brand, now } = options;
  const form = draftFormState(draft, knownValues(view));
  const body = html`<main class="checkout-form" data-parts="order-summary terms" hidden>
    ${view.mode === 'setup' ? '' : orderTotal(view, draft)}
    ${paymentForm(view, { form, alert: draft.alert, brand, now })} ${pageFooter({ isTestCardShown: true })}
  </main>`;
  const script = '/endive/checkout-form-frame.js';
  return pageDocument({ title: checkoutTitle(view, brand), brand, style: 'checkout-form', body, script });
}
