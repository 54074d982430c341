import { brandName } from '../brand.ts';
import type { Brand } from '../brand.ts';
import { textField } from '../form-fields.ts';
import { html } from '../html.ts';
import { pageDocument } from '../page-document.ts';
import { pageFooter } from '../page-footer.ts';

interface LoginOptions {
  brand: Brand;
  /** Where the form is sent. */
  action: string;
  /** Said above the form. */
  text: string;
  email: string;
  mistake: string | null;
}

/** Where a customer asks for a link to their billing pages. */
export function loginPage({ brand, action, text, email, mistake }: LoginOptions): string {
  const form = { values: { email }, errors: mistake === null ? {} : { email: mistake } };
  const field = textField({
    name: 'email',
    label: 'Email',
    form,
    type: 'email',
    inputmode: 'email',
    autocomplete: 'email',
    mistake: 'Your email is incomplete.',
    hasFocus: true,
  });
  const body = html`<div class="column narrow">
    <header class="column-header">${brandName(brand)}</header>
    <main class="stack">
      <h1>Log in to manage your billing</h1>
      <p>${text}</p>
      <section class="panel" aria-label="Log in">
        <form class="fields" method="post" action="${action}" data-checks>
          ${field}
          <button class="button primary wide" data-testid="confirm" data-busy-label="Sending…">Send link</button>
        </form>
      </section>
    </main>
    <footer>${pageFooter()}</footer>
  </div>`;
  return pageDocument({ title: 'Log in', brand, style: 'portal', body });
}

/** The same words whether somebody has that address or not; the sandbox hands over what the mail would hold. */
export function sentPage({ brand, email, link }: { brand: Brand; email: string; link: string | null }): string {
  const mail = link
    ? html`<section class="panel stack" aria-label="The mail">
        <p class="muted">This sandbox sends no mail. The link that it would hold:</p>
        <p><a class="button primary" href="${link}">Open billing</a></p>
      </section>`
    : '';
  const body = html`<div class="column narrow">
    <header class="column-header">${brandName(brand)}</header>
    <main class="stack">
      <h1>Check your email</h1>
      <p role="status">If ${email} belongs to a customer, a link is on its way to it. It works for a short while.</p>
      ${mail}
    </main>
    <footer>${pageFooter()}</footer>
  </div>`;
  return pageDocument({ title: 'Check your email', brand, style: 'portal', body });
}
