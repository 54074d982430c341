import { brandName } from '../brand.ts';
import { alertNotice } from '../form-fields.ts';
import { attributes, html } from '../html.ts';
import type { Html } from '../html.ts';
import { pageDocument } from '../page-document.ts';
import { pageFooter } from '../page-footer.ts';
import type { PortalVisit } from './portal-access.ts';

interface FrameOptions {
  title: string;
  /** Said once, after something was done. */
  notice?: string | null;
  alert?: string | null;
  body: Html;
  /** The way back: to the portal's first page, or on the first page to the merchant. */
  back?: { href: string; label: string } | null;
}

/** What all pages of the portal have around them. */
export function portalPage(visit: PortalVisit, { title, notice, alert, body, back }: FrameOptions): string {
  const profile = visit.configuration.business_profile;
  const links = [
    profile.terms_of_service_url ? html`<p><a href="${profile.terms_of_service_url}">Terms of service</a></p>` : '',
    profile.privacy_policy_url ? html`<p><a href="${profile.privacy_policy_url}">Privacy policy</a></p>` : '',
  ];
  const page = html`<div class="column">
    <header class="column-header">
      ${brandName(visit.brand)} ${back ? html`<a href="${back.href}">${back.label}</a>` : ''}
    </header>
    <main class="stack">
      <h1>${title}</h1>
      ${notice ? html`<p class="notice" role="status" tabindex="-1" autofocus>${notice}</p>` : ''} ${alertNotice(alert)}
      ${body}
    </main>
    <footer class="page-footer">${links} ${pageFooter()}</footer>
  </div>`;
  return pageDocument({ title, brand: visit.brand, style: 'portal', body: page });
}

/** The way back for every page but the first. A visit for one thing only goes back to the merchant. */
export function backToPortal(visit: PortalVisit): { href: string; label: string } | null {
  const { return_url: returnUrl, flow } = visit.session;
  if (flow) return returnUrl ? { href: returnUrl, label: `Return to ${visit.brand.name}` } : null;
  return { href: visit.path, label: 'Back to billing' };
}

/** A form with one button: an action that needs nothing typed. */
export function actionForm(options: { action: string; label: string; look?: string; busyLabel?: string }): Html {
  const { action, label, look = '', busyLabel } = options;
  return html`<form method="post" action="${action}">
    <button class="button ${look}" ${attributes({ 'data-busy-label': busyLabel })}>${label}</button>
  </form>`;
}
