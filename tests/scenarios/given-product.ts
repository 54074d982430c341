import { pushCatalog, type Catalog } from '../../packages/billing/src/catalog/index.ts';
import { createServer } from '../../packages/billing/src/http/index.ts';
import { givenBilling, type TestBilling } from '../../packages/billing/src/testing/given-billing.ts';
import { HeldClock } from '../../packages/billing/src/kernel/clock.ts';
import { workUntilIdle } from '../../packages/billing/src/worker/index.ts';
import { createEmulator, type Emulator, type MainClock } from '../../packages/emulator/src/index.ts';

/** Purser and its Stripe, as `npm start` would run them, in one process and with a clock that only the story moves. */
export interface Product {
  readonly billing: TestBilling;
  readonly emulator: Emulator;
  readonly url: string;
  /** Moves Stripe's clock and ours, with everything that falls due on the way, and works off what Stripe told us. */
  moveTo(time: string): Promise<void>;
  /** Works off what Stripe told us so far. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

export async function givenProduct({ catalog, at }: { catalog: Catalog; at: string }): Promise<Product> {
  const clock = new HeldClock(new Date(at));
  const emulator = await createEmulator({ clock: asMainClock(clock), webhookRetryMs: [50, 50] });
  await emulator.listen({ port: 0 });
  const billing = await givenBilling({ catalog, clock, environment: { STRIPE_API_BASE: emulator.url } });
  const server = await createServer(billing);
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  const endpoint = await billing.stripe.webhookEndpoints.create({
    url: `${url}/api/payments/webhook`,
    enabled_events: ['*'],
  });
  billing.webhookSecrets.add(endpoint.secret ?? '');
  await pushCatalog(billing);
  const catchUp = async (): Promise<void> => {
    await emulator.settled();
    await workUntilIdle(billing);
    await emulator.settled();
    await workUntilIdle(billing);
  };
  return {
    billing,
    emulator,
    url,
    catchUp,
    moveTo: async (time) => {
      await emulator.advance({ to: new Date(time) });
      await catchUp();
    },
    close: async () => {
      await server.close();
      await emulator.close();
      await billing.close();
    },
  };
}

function asMainClock(clock: HeldClock): MainClock {
  return { now: () => clock.now(), moveTo: (to) => clock.moveTo(to), hold: () => {}, run: () => {}, isHeld: true };
}
