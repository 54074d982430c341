import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, FrameLocator, Page } from '@playwright/test';
import type Stripe from 'stripe';
import { expect, onTestFinished } from 'vitest';
import type { Emulator } from '../../create-emulator.ts';

const stripeJs = new URL('./', import.meta.resolve('@stripe/stripe-js'));

const files: Record<string, { url: URL; type: string }> = {
  '/shop-page.js': { url: new URL('shop-page.js', import.meta.url), type: 'text/javascript' },
  '/stripe-js/index.mjs': { url: new URL('../dist/index.mjs', stripeJs), type: 'text/javascript' },
};

/** The shop's own server, on a port of its own: to a browser another origin than the emulator. */
export async function givenShopSite({ emulator, stripe }: { emulator: Emulator; stripe: Stripe }) {
  const site = createServer((request, response) => void answer(request, response, { emulator, stripe }));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    site.closeAllConnections();
    await new Promise((resolve) => site.close(resolve));
  };
  return { url: `http://127.0.0.1:${(site.address() as AddressInfo).port}`, close };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { emulator, stripe }: { emulator: Emulator; stripe: Stripe },
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop');
  const file = files[pathname];
  if (file) return void response.setHeader('content-type', file.type).end(await readFile(file.url));
  if (pathname === '/intent') {
    const intent = await stripe.paymentIntents.create({ amount: 2500, currency: 'usd' });
    return void response.end(JSON.stringify({ client_secret: intent.client_secret }));
  }
  if (pathname === '/thanks') return void response.setHeader('content-type', 'text/html').end('<h1>Thanks</h1>');
  const ownTag = searchParams.has('own_tag') ? `<script src="${emulator.url}/endive/stripe.js"></script>` : '';
  response.setHeader('content-type', 'text/html').end(shopDocument(ownTag));
}

function shopDocument(script: string): string {
  return `<!doctype html><html lang="en"><head><title>Shop</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">${script}
    <style>body { margin: 1rem auto; max-width: 30rem; padding: 0 1rem; font-family: system-ui; }
      #events, #result { display: none; }</style></head>
    <body><main><h1>Shop</h1><div id="second"></div><div id="element"></div><button id="pay">Pay</button></main>
    <output id="result"></output><output id="events"></output>
    <script type="module" src="/shop-page.js"></script></body></html>`;
}

export interface ShopPage {
  page: Page;
  /** The frame of the Payment Element, found as anybody would at Stripe. */
  element: FrameLocator;
  /** The bank's page of a 3-D Secure challenge. */
  bank: FrameLocator;
  pay(): Promise<void>;
  /** What the shop was told in the end. */
  result(): Promise<Record<string, Record<string, unknown> & { id?: string; status?: string; code?: string }>>;
  events(): Promise<Record<string, unknown>[]>;
}

/** Opens the shop's page in a browser that finds Stripe.js at the emulator. */
export async function openShopPage(
  browser: Browser,
  { emulator, site, query }: { emulator: Emulator; site: { url: string }; query: Record<string, string> },
): Promise<ShopPage> {
  const context = await browser.newContext();
  context.setDefaultTimeout(30_000);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.on('console', (message) => expect(message.text()).not.toContain('Content Security Policy'));
  page.on('pageerror', (error) => expect(error).toBeUndefined());
  // Whatever a page would fetch from Stripe itself comes from the emulator, and nothing else comes from there.
  await page.route('https://js.stripe.com/endive/stripe.js', async (route) => {
    await route.fulfill({ response: await route.fetch({ url: `${emulator.url}/endive/stripe.js` }) });
  });
  await page.goto(`${site.url}/?${new URLSearchParams({ key: emulator.publishableKey, ...query })}`);
  const json = async (id: string) => JSON.parse((await page.locator(id).textContent()) || '[]');
  return {
    page,
    element: page.frameLocator('iframe[title="Secure payment input frame"]'),
    bank: page.frameLocator('iframe[src*="three-ds-2-challenge"]').frameLocator('#challengeFrame'),
    pay: () => page.locator('#pay').click(),
    async result() {
      await expect.poll(() => page.locator('#result').textContent(), { timeout: 20_000 }).not.toBe('');
      return json('#result');
    },
    events: () => json('#events'),
  };
}

/** Types a card as a person does. */
export async function fillCard(frame: FrameLocator, number: string): Promise<void> {
  await frame.locator('[name=number]').fill(number);
  await frame.locator('[name=expiry]').pressSequentially('1234');
  await frame.locator('[name=cvc]').fill('123');
  await frame.locator('[name=postalCode]').fill('94107');
}
