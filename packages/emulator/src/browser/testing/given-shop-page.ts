import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, FrameLocator, Page } from '@playwright/test';
import type Stripe from 'stripe';
import { expect, onTestFinished } from 'vitest';
import { createEmulator } from '../../create-emulator.ts';
import type { Emulator } from '../../create-emulator.ts';
import { clientOf, newYear } from '../../testing/given-emulator.ts';

/** A shop's own server, on a port of its own: to a browser another origin than the emulator. */
export interface ShopSite {
  emulator: Emulator;
  stripe: Stripe;
  url: string;
  /** Opens the shop's page in a browser that finds Stripe.js at the emulator. */
  open(query: Record<string, string>): Promise<ShopPage>;
  /** A payment of $25 that nobody has paid yet. */
  givenIntent(): Promise<{ id: string; secret: string }>;
  close(): Promise<void>;
}

type Result = Record<string, unknown> & { id?: string; status?: string; code?: string };

export interface ShopPage {
  page: Page;
  /** The frame of the Payment Element, found as anybody would at Stripe. */
  element: FrameLocator;
  /** The bank's page of a 3-D Secure challenge. */
  bank: FrameLocator;
  pay(): Promise<void>;
  /** Forgets what the shop was told, where the page's own button did not. */
  forget(): Promise<unknown>;
  /** What the shop was told in the end. */
  result(): Promise<Record<string, Result | undefined>>;
  /** What the shop's page heard from the element, or the session that Checkout told it of. */
  events(): Promise<Record<string, unknown>[]>;
}

const stripeJs = new URL('../dist/index.mjs', import.meta.resolve('@stripe/stripe-js'));
const files: Record<string, URL> = {
  '/shop-page.js': new URL('shop-page.js', import.meta.url),
  '/stripe-js/index.mjs': stripeJs,
};

export async function givenShopSite(browser: Browser): Promise<ShopSite> {
  const emulator = await createEmulator({ at: newYear });
  await emulator.listen({ port: 0 });
  const stripe = clientOf(emulator);
  const server = createServer((request, response) => void answer(request, response, { emulator, stripe }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    emulator,
    stripe,
    url,
    open: (query) => openShopPage(browser, { emulator, url, query }),
    async givenIntent() {
      const intent = await stripe.paymentIntents.create({ amount: 2500, currency: 'usd' });
      return { id: intent.id, secret: intent.client_secret ?? '' };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await emulator.close();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { emulator, stripe }: { emulator: Emulator; stripe: Stripe },
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop');
  const file = files[pathname];
  if (file) return void response.setHeader('content-type', 'text/javascript').end(await readFile(file));
  if (pathname === '/intent') {
    const intent = await stripe.paymentIntents.create({ amount: 2600, currency: 'usd' });
    return void response.end(JSON.stringify({ client_secret: intent.client_secret }));
  }
  response.setHeader('content-type', 'text/html');
  if (pathname === '/thanks') return void response.end('<!doctype html><title>Thanks</title><h1>Thanks</h1>');
  const ownTag = searchParams.has('own_tag') ? `<script src="${emulator.url}/endive/stripe.js"></script>` : '';
  response.end(shopDocument(ownTag));
}

function shopDocument(script: string): string {
  return `<!doctype html><html lang="en"><head><title>Shop</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">${script}
    <style>body { margin: 1rem auto; max-width: 30rem; padding: 0 1rem; font-family: system-ui; }
      output { display: none; }</style></head>
    <body><main><h1>Shop</h1><div id="second"></div><div id="element"></div><button id="pay">Pay</button></main>
    <output id="result"></output><output id="events"></output><output id="confirm"></output>
    <script type="module" src="/shop-page.js"></script></body></html>`;
}

async function openShopPage(
  browser: Browser,
  { emulator, url, query }: { emulator: Emulator; url: string; query: Record<string, string> },
): Promise<ShopPage> {
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.on('console', (message) => expect(message.text()).not.toContain('Content Security Policy'));
  await page.addInitScript('window.heard = []; addEventListener("message", ({ data }) => window.heard.push(data));');
  // As the README says; nothing else may come from Stripe itself.
  await page.route('https://js.stripe.com/endive/stripe.js', async (route) =>
    route.fulfill({ response: await route.fetch({ url: `${emulator.url}/endive/stripe.js` }) }),
  );
  await page.goto(`${url}/?${new URLSearchParams({ key: emulator.publishableKey, ...query })}`);
  const json = async (id: string) => JSON.parse((await page.locator(id).textContent()) || '[]');
  return {
    page,
    element: page.frameLocator('iframe[title="Secure payment input frame"]'),
    bank: page.frameLocator('iframe[src*="three-ds-2-challenge"]').frameLocator('#challengeFrame'),
    pay: () => page.locator('#pay').click(),
    forget: () => page.evaluate("document.querySelector('#result').textContent = ''"),
    async result() {
      await page.locator('#result').filter({ hasText: /./ }).waitFor({ state: 'attached' });
      return json('#result');
    },
    events: () => json('#events'),
  };
}

/** Types a card as a person does. */
export async function fillCard(
  frame: FrameLocator,
  number: string,
  { hasPostalCode = true }: { hasPostalCode?: boolean } = {},
): Promise<void> {
  await frame.locator('[name=number]').fill(number);
  await frame.locator('[name=expiry]').clear();
  await frame.locator('[name=expiry]').pressSequentially('1234');
  await frame.locator('[name=cvc]').fill('123');
  if (hasPostalCode) await frame.locator('[name=postalCode]').fill('94107');
}
