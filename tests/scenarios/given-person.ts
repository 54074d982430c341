import { z } from 'zod';
import { Account, CurrentSubscription, SandboxMailbox, type SandboxMail } from '../../packages/contract/src/index.ts';

/** Somebody who is signed in, and does what people do: over HTTP, and on the pages that Stripe shows. */
export interface Person {
  readonly id: string;
  readonly email: string;
  checkOut(choice: { tier: string; billingPeriod: 'monthly' | 'annual'; card: string | null }): Promise<string>;
  subscription(): Promise<z.infer<typeof CurrentSubscription>['subscription']>;
  account(): Promise<z.infer<typeof Account>>;
  /** Oldest first. */
  mail(): Promise<SandboxMail[]>;
  request(path: string, options?: { method?: string; body?: unknown }): Promise<Response>;
}

export async function givenPerson(
  { url }: { readonly url: string },
  { id, email, name }: { id: string; email: string; name: string },
): Promise<Person> {
  const login = await postJson(`${url}/api/sandbox/login`, { user_id: id, email, name });
  const { token } = z.object({ token: z.string() }).parse(await login.json());
  const request: Person['request'] = (path, { method = 'GET', body } = {}) =>
    fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    id,
    email,
    request,
    subscription: async () =>
      CurrentSubscription.parse(await (await request('/api/payments/subscription')).json()).subscription,
    account: async () => Account.parse(await (await request('/api/payments/account')).json()),
    mail: async () => {
      const mailbox = SandboxMailbox.parse(await (await request('/api/sandbox/mail')).json());
      return mailbox.mail.filter((mail) => mail.to.includes(email)).reverse();
    },
    checkOut: async ({ tier, billingPeriod, card }) => {
      const answer = await request('/api/payments/create-checkout-session', {
        method: 'POST',
        body: { tier, billing_period: billingPeriod },
      });
      if (!answer.ok) throw new Error(`checkout was refused: ${await answer.text()}`);
      const { checkout_url: page } = z.object({ checkout_url: z.string() }).parse(await answer.json());
      return payOnPage(page, { email, name, card });
    },
  };
}

/** Submits Checkout's form as a browser does. @returns Where the page sends the person next. */
export async function payOnPage(
  page: string,
  { email, name, card }: { email: string; name: string; card: string | null },
): Promise<string> {
  const form = new URLSearchParams({
    email,
    billingName: name,
    // Oregon has no sales tax, so that the story's amounts are the catalog's.
    billingCountry: 'US',
    billingPostalCode: '97205',
    billingAddressLine1: '100 SW Main Street',
    billingLocality: 'Portland',
    billingAdministrativeArea: 'OR',
    ...(card === null ? {} : { cardNumber: card, cardExpiry: '12 / 40', cardCvc: '123' }),
  });
  const answer = await fetch(page, { method: 'POST', body: form, redirect: 'manual' });
  const next = answer.headers.get('location');
  if (next === null) throw new Error(`the page did not lead on: ${answer.status} ${await answer.text()}`);
  return new URL(next, page).href;
}

function postJson(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
