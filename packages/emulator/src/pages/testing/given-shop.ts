import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { createEmulator } from '../../create-emulator.ts';
import type { Emulator } from '../../create-emulator.ts';

/** A merchant's site that receives webhooks, and says in which order webhooks and people came. */
export interface Shop {
  emulator: Emulator;
  stripe: Stripe;
  url: string;
  /** `POST /webhook checkout.session.completed`, `GET /success?session_id=…`, in order of arrival (webhooks when answered). */
  visits: string[];
  close(): Promise<void>;
}

export async function givenShop(options: { webhookDelayMs?: number; dataDir?: string } = {}): Promise<Shop> {
  const emulator = await createEmulator({
    at: new Date('2026-11-21T12:00:00Z'),
    webhookRetryMs: [10],
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
  });
  const visits: string[] = [];
  const site = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isWebhook = request.url === '/webhook';
      const answer = (): void => {
        const about = isWebhook ? ` ${(JSON.parse(Buffer.concat(chunks).toString()) as Stripe.Event).type}` : '';
        visits.push(`${request.method} ${request.url}${about}`);
        response.setHeader('content-type', 'text/html').end('<!doctype html><title>Shop</title><h1>Shop</h1>');
      };
      if (isWebhook && options.webhookDelayMs) setTimeout(answer, options.webhookDelayMs);
      else answer();
    });
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  await emulator.listen({ port: 0 });
  const stripe = new Stripe(emulator.apiKey, { host: '127.0.0.1', port: emulator.port, protocol: 'http' });
  return {
    emulator,
    stripe,
    visits,
    url: `http://127.0.0.1:${(site.address() as AddressInfo).port}`,
    async close() {
      await emulator.close();
      site.closeAllConnections();
      await new Promise((resolve) => site.close(resolve));
    },
  };
}

export async function givenPrice(
  stripe: Stripe,
  { name, amount, interval = 'month' }: { name: string; amount: number; interval?: 'month' | 'year' },
): Promise<Stripe.Price> {
  const product = await stripe.products.create({ name });
  return stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: amount,
    recurring: { interval },
    tax_behavior: 'exclusive',
  });
}
