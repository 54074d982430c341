import type { Brand } from '../brand.ts';
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { moneyText } from '../money-text.ts';
import { pageDocument } from '../page-document.ts';
import { pageFooter } from '../page-footer.ts';

interface ChallengeOptions {
  /** Null when a card is saved and nothing is charged. */
  amount: { value: number; currency: string } | null;
  brand: Brand;
  action: string;
}

/** Stands for the page of the cardholder's bank; the two answers that a bank can give are its two buttons. */
export function challengePage({ amount, brand, action }: ChallengeOptions): string {
  const title = '3D Secure 2 test page';
  const body = html`<div class="column narrow">
    <main class="stack">
      <p><span class="badge">Sandbox</span></p>
      <h1>${title}</h1>
      <div class="panel stack">
        <p>${question(amount, brand.name)}</p>
        <form class="stack close" method="post" action="${action}">
          ${answer('authenticated', 'Complete authentication', 'test-source-authorize-3ds', 'primary')}
          ${answer('failed', 'Fail authentication', 'test-source-fail-3ds', '')}
        </form>
      </div>
    </main>
    <footer>${pageFooter()}</footer>
  </div>`;
  return pageDocument({ title, brand, style: 'portal', body, framed: 'open' });
}

function question(amount: ChallengeOptions['amount'], merchant: string): Html {
  if (!amount) return html`Your bank asks whether it is you who saves this card with ${merchant}.`;
  return html`Your bank asks whether it is you who pays
    <strong class="money">${moneyText(amount.value, amount.currency)}</strong> to ${merchant}.`;
}

function answer(outcome: string, label: string, id: string, look: string): Html {
  return html`<button class="button wide ${look}" id="${id}" name="outcome" value="${outcome}">${label}</button>`;
}
