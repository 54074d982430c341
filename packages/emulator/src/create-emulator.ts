import { inspect } from 'node:util';
import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setAccountSettings } from './billing-cycle/account-settings.ts';
import type { BillingSettings } from './billing-cycle/settings.ts';
import { mountControl } from './control/routes.ts';
import { createClock, realNowMs } from './kernel/clock.ts';
import type { MainClock } from './kernel/clock.ts';
import { Faults } from './kernel/faults.ts';
import { openJournal } from './kernel/journal.ts';
import type { Journal } from './kernel/journal.ts';
import { Kernel } from './kernel/kernel.ts';
import { createRecorder } from './kernel/recorder.ts';
import { replayEvent } from './kernel/replay-event.ts';
import { RequestLog } from './kernel/request-log.ts';
import type { LoggedRequest } from './kernel/request-log.ts';
import { bodyLimit, serveOperations } from './kernel/serve-operations.ts';
import { restoreSnapshot, takeSnapshot } from './kernel/snapshot.ts';
import type { Snapshot } from './kernel/snapshot.ts';
import { Timekeeper } from './kernel/timekeeper.ts';
import type { Tx } from './kernel/tx.ts';
import { Webhooks } from './kernel/webhooks.ts';
import type { WebhookAttempt } from './kernel/webhooks.ts';
import { mountPages } from './pages/index.ts';
import { resources } from './resources/index.ts';
import { mountStripeCli } from './resources/stripecli/connect-listener.ts';

export interface EmulatorOptions {
  /** A clock that others share. Move it only through the emulator's `advance`, which does what falls due on the way. */
  clock?: MainClock;
  /** Holds the clock at this moment, until `advance` moves it. Without it, the clock runs with the machine's. */
  at?: Date;
  /** The same seed, clock and sequence of calls give the same answers, ids included. */
  seed?: number;
  /** Keeps everything in this folder. Without it, everything is gone at the end. */
  dataDir?: string;
  /** Real milliseconds before the second, third, … attempt of a webhook. */
  webhookRetryMs?: readonly number[];
  webhookTimeoutMs?: number;
  /** What an account's owner sets in Stripe's dashboard: the retry schedule, the end of dunning, invoice numbers. */
  settings?: Partial<BillingSettings>;
  /** Told of errors that are not refusals. By default they are written to standard error. */
  log?: (message: string, error: unknown) => void;
}

/** A Stripe on this machine. */
export interface Emulator {
  /** Where it listens, such as `http://127.0.0.1:12111`. */
  readonly url: string;
  readonly port: number;
  /** Any test key works; these are as good as any. */
  readonly apiKey: string;
  readonly publishableKey: string;
  listen(options?: { port?: number; host?: string }): Promise<{ url: string; port: number }>;
  now(): Date;
  /** Moves the main clock forward. Resolves when all that fell due on the way is done and its webhooks were tried. */
  advance(by: { to: Date } | { seconds: number }): Promise<void>;
  /** Holds the main clock, or lets it run. */
  hold(isHeld?: boolean): Promise<void>;
  /** Resolves when every webhook is acknowledged or given up (retries included, in real time) and nothing is due. */
  settled(): Promise<void>;
  /** Everything as it is now, as plain JSON. */
  snapshot(): Snapshot;
  restore(snapshot: Snapshot): Promise<void>;
  /** Empties it: no objects, no endpoints, ids from the start. The clock stays where it is. */
  reset(): Promise<void>;
  /** What shall go wrong, and how often. */
  readonly faults: Pick<Faults, 'add' | 'list' | 'remove'>;
  /** Sends an event again to every endpoint that listens to it. */
  replay(event: string): Promise<void>;
  /** The latest requests and webhook attempts, newest first. */
  requests(): LoggedRequest[];
  webhookAttempts(): WebhookAttempt[];
  /** Runs one transaction, as an operation would: for tests that need a state the API cannot make. */
  transact<T>(work: (tx: Tx) => T): Promise<T>;
  close(): Promise<void>;
}

const retriesOverHoursMs = [5 * 60_000, 60 * 60_000, 2 * 60 * 60_000];

function logToStandardError(message: string, error: unknown): void {
  process.stderr.write(`${message} ${inspect(error)}\n`);
}

/** Makes an emulator; it answers once it listens. */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const log = options.log ?? logToStandardError;
  const journal = options.dataDir === undefined ? null : await openJournal(options.dataDir);
  const clock = options.clock ?? createClock(options.at);
  const kernel = new Kernel({ resources, clock, seed: options.seed ?? 1, journal });
  const onFailure = (error: unknown): void => log('The emulator failed:', error);
  const faults = new Faults(options.seed ?? 1);
  const { webhookTimeoutMs = 10_000, webhookRetryMs = retriesOverHoursMs } = options;
  const webhooks = new Webhooks(kernel, { faults, retryMs: webhookRetryMs, timeoutMs: webhookTimeoutMs });
  const time = new Timekeeper(kernel, webhooks, onFailure);
  const requestLog = new RequestLog();
  const { settings } = options;
  const parts: Parts = { kernel, webhooks, webhookTimeoutMs, time, requestLog, faults, journal, onFailure, settings };
  await recover(parts, options);
  await applySettings(parts);
  return assemble(parts);
}

interface Parts {
  kernel: Kernel;
  webhooks: Webhooks;
  webhookTimeoutMs: number;
  time: Timekeeper;
  requestLog: RequestLog;
  faults: Faults;
  journal: Journal | null;
  onFailure: (error: unknown) => void;
  settings: Partial<BillingSettings> | undefined;
}

/** The account's settings are part of its state; those that were given stand at the start and after a reset. */
async function applySettings({ kernel, settings }: Parts): Promise<void> {
  if (settings) await kernel.transact((tx) => setAccountSettings(tx, settings));
}

/** Takes up what the data folder holds: objects, clocks, webhooks that are still owed. */
async function recover({ kernel, webhooks, time, journal }: Parts, options: EmulatorOptions): Promise<void> {
  const kept = journal?.recovered;
  if (kept) {
    restoreSnapshot(kernel, kept);
    if (options.at === undefined) restoreClock(kernel);
  }
  kernel.rebuildDue();
  time.rememberClock();
  await journal?.compact(takeSnapshot(kernel));
  webhooks.resume();
  time.resume();
}

function restoreClock({ store, clock }: Kernel): void {
  const facts = store.find('_clock', 'main') as { held_at: number | null; offset: number } | undefined;
  if (!facts) return;
  if (facts.held_at === null) {
    clock.run();
    clock.moveTo(new Date(realNowMs() + facts.offset));
  } else {
    clock.hold();
    clock.moveTo(new Date(facts.held_at));
  }
}

/** Puts another state in place of the one that is: clocks and webhooks go on from there. */
async function beginAnew({ kernel, webhooks, time, journal }: Parts, change: () => void): Promise<void> {
  webhooks.forget();
  change();
  kernel.rebuildDue();
  time.rememberClock();
  await journal?.compact(takeSnapshot(kernel));
  webhooks.resume();
  time.resume();
}

async function assemble(parts: Parts): Promise<Emulator> {
  const { kernel, webhooks, time, requestLog, faults, journal } = parts;
  const app = createServer(parts);
  let port = 0;
  const emulator: Emulator = {
    get url() {
      return kernel.baseUrl;
    },
    get port() {
      return port;
    },
    apiKey: 'sk_test_purser_emulator',
    publishableKey: 'pk_test_purser_emulator',
    async listen({ port: wanted = 12111, host = '127.0.0.1' } = {}) {
      await app.listen({ port: wanted, host });
      const address = app.server.address();
      port = typeof address === 'object' && address ? address.port : wanted;
      kernel.baseUrl = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
      return { url: kernel.baseUrl, port };
    },
    now: () => kernel.clock.now(),
    advance: (by) => time.advance('to' in by ? by.to : new Date(kernel.clock.now().getTime() + by.seconds * 1000)),
    hold: (isHeld = true) => time.setHeld(isHeld),
    settled: () => time.settled(),
    snapshot: () => takeSnapshot(kernel),
    restore: (snapshot) => beginAnew(parts, () => restoreSnapshot(kernel, snapshot)),
    async reset() {
      await beginAnew(parts, () => {
        kernel.store.clear();
        kernel.ids.counter = 0;
        requestLog.clear();
        faults.remove();
        webhooks.attempts.length = 0;
      });
      await applySettings(parts);
    },
    faults,
    replay: async (event) => void (await kernel.transact((tx) => replayEvent(tx, event))),
    requests: () => requestLog.latest(),
    webhookAttempts: () => webhooks.attempts.toReversed(),
    transact: (work) => kernel.transact(work),
    async close() {
      await app.close();
      await time.stop();
      await webhooks.stop();
      await journal?.close();
    },
  };
  mountControl(app, emulator);
  return emulator;
}

function createServer({ kernel, webhooks, webhookTimeoutMs, requestLog, faults, onFailure }: Parts): FastifyInstance {
  let answerBrokenAddress: (request: FastifyRequest, reply: FastifyReply) => void = () => undefined;
  const app = Fastify({
    bodyLimit,
    routerOptions: { maxParamLength: 5000 },
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    frameworkErrors: (_error, request, reply) => answerBrokenAddress(request, reply),
  });
  const recorder = createRecorder(kernel, process.env.STRIPE_EMULATOR_RECORD);
  serveOperations(app, kernel, {
    requestLog,
    faults,
    recorder,
    onFailure,
    onBrokenAddress: (answer) => (answerBrokenAddress = answer),
  });
  mountPages(app, { kernel, webhooks, onFailure });
  mountStripeCli(app, { kernel, webhooks, timeoutMs: webhookTimeoutMs });
  return app;
}
