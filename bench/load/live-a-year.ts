import Stripe from 'stripe';
import { createEmulator } from '../../packages/emulator/src/index.ts';

export interface Year {
  subscriptions: number;
  createMs: number;
  advanceMs: number;
  /** Processor time of the advances alone, which a busy machine distorts less. */
  advanceCpuMs: number;
  objects: number;
  rssMiB: number;
}

/** Monthly subscriptions with a good card, made through the API and advanced month by month for a year. */
export async function liveAYear(subscriptions: number): Promise<Year> {
  const emulator = await createEmulator({ at: new Date('2026-01-01T00:00:00Z') });
  await emulator.listen({ port: 0 });
  const stripe = new Stripe(emulator.apiKey, {
    host: '127.0.0.1',
    port: emulator.port,
    protocol: 'http',
    telemetry: false,
  });
  const started = performance.now();
  await subscribe(stripe, subscriptions);
  const createMs = performance.now() - started;

  const cpu = process.cpuUsage();
  const before = performance.now();
  for (let month = 1; month <= 12; month += 1) await emulator.advance({ to: new Date(Date.UTC(2026, month, 1, 3)) });
  const advanceMs = performance.now() - before;
  const { user, system } = process.cpuUsage(cpu);
  const objects = emulator.snapshot().objects.length;
  const rssMiB = Math.round(process.memoryUsage().rss / 2 ** 20);
  await emulator.close();
  return { subscriptions, createMs, advanceMs, advanceCpuMs: (user + system) / 1000, objects, rssMiB };
}

async function subscribe(stripe: Stripe, count: number): Promise<void> {
  const recurring = { interval: 'month' } as const;
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1499,
    recurring,
    product_data: { name: 'Lightweight' },
  });
  for (let i = 0; i < count; i += 1) {
    const { id: customer } = await stripe.customers.create({ email: `user-${i}@example.com` });
    const { id } = await stripe.paymentMethods.attach('pm_card_visa', { customer });
    await stripe.subscriptions.create({ customer, items: [{ price: price.id }], default_payment_method: id });
  }
}
