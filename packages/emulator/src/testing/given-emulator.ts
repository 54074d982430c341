import Stripe from 'stripe';
import { onTestFinished } from 'vitest';
import { createEmulator } from '../create-emulator.ts';
import type { Emulator, EmulatorOptions } from '../create-emulator.ts';
import { bookProblems } from './book-problems.ts';

/** The first second of 2026, at which tests begin. */
export const newYear = new Date('2026-01-01T00:00:00Z');

/**
 * An emulator that listens, with its clock held at new year 2026, and Stripe's own client for it. It closes with the test, whose
 * books must then agree to the cent.
 */
export async function givenEmulator(options: EmulatorOptions = {}): Promise<{ emulator: Emulator; stripe: Stripe }> {
  const emulator = await createEmulator({ at: newYear, seed: 1, webhookRetryMs: [20, 20], ...options });
  onTestFinished(async () => {
    const problems = await emulator.transact(bookProblems);
    await emulator.close();
    if (problems.length > 0) throw new Error(`The books do not agree:\n${problems.join('\n')}`);
  });
  await emulator.listen({ port: 0 });
  return { emulator, stripe: clientOf(emulator) };
}

export function clientOf(emulator: Emulator, config: { maxNetworkRetries?: number } = {}): Stripe {
  return new Stripe(emulator.apiKey, {
    host: '127.0.0.1',
    port: emulator.port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
    ...config,
  });
}

export interface RawAnswer {
  status: number;
  headers: Headers;
  text: string;
  body: Record<string, unknown>;
  error: { type?: string; code?: string; message?: string; param?: string };
}

/** One request without Stripe's client, for what the client would never send. */
export async function ask(
  emulator: Emulator,
  method: string,
  path: string,
  { body, headers }: { body?: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string> } = {},
): Promise<RawAnswer> {
  const isForm = body !== undefined && headers?.['content-type'] === undefined;
  const response = await fetch(emulator.url + path, {
    method,
    headers: {
      authorization: `Bearer ${emulator.apiKey}`,
      ...(isForm ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const parsed = JSON.parse(text) as Record<string, unknown> & { error?: RawAnswer['error'] };
  return { status: response.status, headers: response.headers, text, body: parsed, error: parsed.error ?? {} };
}
