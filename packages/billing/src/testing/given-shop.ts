import type { AddressInfo } from 'node:net';
import { createEmulator, type Emulator } from '@purser/emulator';
import type { LightMyRequestResponse } from 'fastify';
import type { JWTPayload } from 'jose';
import { pushCatalog, type Catalog } from '../catalog/index.ts';
import { createServer, type Api } from '../http/index.ts';
import type { Billing } from '../kernel/billing.ts';
import { stripeApiVersion } from '../kernel/stripe-client.ts';
import { workUntilIdle } from '../worker/index.ts';
import { givenBilling } from './given-billing.ts';
import { givenToken } from './given-token.ts';

/** A shop that is open: an emulator whose webhooks arrive, the catalog pushed, one clock for both. */
export interface Shop {
  readonly emulator: Emulator;
  readonly billing: Billing;
  readonly server: Api;
  as(userId: string, claims?: JWTPayload): Customer;
  /** Moves the clock; everything that falls due happens, and its webhooks are received and worked through. */
  advance(by: { days?: number; hours?: number } | { to: Date }): Promise<void>;
  /** Waits for the webhooks that are under way, then does all the work that is due. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** A user at the API. */
export interface Customer {
  get(path: string): Promise<LightMyRequestResponse>;
  post(path: string, body: object): Promise<LightMyRequestResponse>;
}

/**
 * @param deliver False: Stripe knows no endpoint, and the test brings the events itself.
 */
export async function givenShop({
  catalog,
  at = new Date('2026-03-01T12:00:00Z'),
  deliver = true,
}: {
  catalog: Catalog;
  at?: Date;
  deliver?: boolean;
}): Promise<Shop> {
  const emulator = await createEmulator({ at, webhookRetryMs: [50, 200, 500] });
  await emulator.listen({ port: 0 });
  const billing = await givenBilling({
    catalog,
    environment: { STRIPE_API_BASE: emulator.url },
    clock: { now: () => emulator.now() },
  });
  const server = await createServer(billing, { requestsPerMinute: 100_000 });
  await server.listen({ port: 0, host: '127.0.0.1' });
  if (deliver) await registerEndpoint(billing, server);
  await pushCatalog(billing);
  const settle = async () => {
    await emulator.settled();
    await workUntilIdle(billing);
    // The work may have written to Stripe, which tells of it.
    await emulator.settled();
    await workUntilIdle(billing);
  };
  await settle();
  return {
    emulator,
    billing,
    server,
    as: (userId, claims) => customerOf(server, userId, claims),
    advance: async (by) => {
      await emulator.advance('to' in by ? by : { seconds: (by.days ?? 0) * 86_400 + (by.hours ?? 0) * 3600 });
      await settle();
    },
    settle,
    close: async () => {
      await emulator.close();
      await server.close();
      await billing.close();
    },
  };
}

async function registerEndpoint(billing: Billing, server: Api): Promise<void> {
  const { port } = server.server.address() as AddressInfo;
  const endpoint = await billing.stripe.webhookEndpoints.create({
    url: `http://127.0.0.1:${port}/api/payments/webhook`,
    enabled_events: ['*'],
    api_version: stripeApiVersion,
  });
  if (endpoint.secret !== undefined) billing.webhookSecrets.add(endpoint.secret);
}

function customerOf(server: Api, userId: string, claims?: JWTPayload): Customer {
  return {
    get: async (path) => server.inject({ url: path, headers: await givenToken(userId, claims) }),
    post: async (path, payload) =>
      server.inject({ method: 'POST', url: path, headers: await givenToken(userId, claims), payload }),
  };
}
