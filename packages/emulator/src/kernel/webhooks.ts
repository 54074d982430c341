import { realNowMs } from './clock.ts';
import type { Delivery } from './deliveries.ts';
import type { EventListener } from './event-listener.ts';
import { targetOf } from './event-targets.ts';
import type { Faults } from './faults.ts';
import type { Kernel } from './kernel.ts';
import { createWebhookSender } from './send-webhook.ts';
import type { SendOutcome, WebhookSender } from './send-webhook.ts';
import { signWebhook } from './sign-webhook.ts';
import type { Change } from './store.ts';
import { findThinEvent, notificationOf } from './thin-events.ts';
import type { Tx } from './tx.ts';

export interface WebhookOptions {
  /** Pauses before the second, third, … attempt; after the last of them a delivery is given up. */
  retryMs: readonly number[];
  timeoutMs: number;
  faults?: Faults;
}

/** One attempt to deliver, for people who look. */
export interface WebhookAttempt extends SendOutcome {
  event: string;
  type: string;
  endpoint: string;
  url: string;
  attempt: number;
  at: string;
  ms: number;
}

interface Message {
  delivery: Delivery;
  url: string;
  body: string;
  secret: string;
  /** Takes it over its open connection; without one, it is posted. */
  listener?: EventListener;
}

const keptAttempts = 1000;
const usualDelayMs = 1000;

/**
 * Delivers what transactions left as `_delivery` objects: to each endpoint one after another, in the order of events. A delivery
 * that fails comes again later, in real time, without holding up the ones behind it.
 */
export class Webhooks {
  readonly attempts: WebhookAttempt[] = [];
  readonly #kernel: Kernel;
  readonly #options: WebhookOptions;
  readonly #sender: WebhookSender;
  readonly #queues = new Map<string, string[]>();
  readonly #retries = new Map<string, NodeJS.Timeout>();
  /** What a fault held back once is not held back again. */
  readonly #delayed = new Set<string>();
  #waiting: (() => void)[] = [];
  #underWay = 0;
  #isStopped = false;

  constructor(kernel: Kernel, options: WebhookOptions) {
    this.#kernel = kernel;
    this.#options = options;
    this.#sender = createWebhookSender(options.timeoutMs);
    kernel.onCommit((changes) => this.#notice(changes));
  }

  /** Takes up what an earlier run, or a restored snapshot, still owes. */
  resume(): void {
    this.forget();
    this.#dropOrphans();
    for (const entry of this.#kernel.store.table('_delivery').order) {
      const { id, endpoint, attempts, next_attempt_at: next } = entry.object as Delivery;
      if (next === null) continue;
      if (attempts === 0) this.#enqueue(endpoint, id);
      else this.#retryAt(endpoint, id, next);
    }
  }

  /** From now on every event is owed to it too. */
  addListener(listener: EventListener): void {
    this.#kernel.listeners.set(listener.id, listener);
  }

  /** Its connection is gone, and what it is owed goes with it. */
  removeListener(id: string): void {
    if (this.#kernel.listeners.delete(id)) this.#dropOrphans();
  }

  /** Drops what is queued here; the deliveries themselves are objects and stay or go with the others. */
  forget(): void {
    for (const timer of this.#retries.values()) clearTimeout(timer);
    this.#retries.clear();
    for (const queue of this.#queues.values()) queue.length = 0;
  }

  /** Resolves when every delivery has been tried that is not waiting for its retry. */
  delivered(): Promise<void> {
    return this.#until(() => this.#underWay === 0);
  }

  /** Resolves when every delivery is acknowledged or given up. */
  settled(): Promise<void> {
    return this.#until(() => this.#underWay === 0 && this.#retries.size === 0);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.forget();
    // What is broken off here was not answered: it stays owed, and an emulator on the same folder takes it up.
    this.#sender.close();
    await this.delivered();
  }

  #until(isReached: () => boolean): Promise<void> {
    if (isReached()) return Promise.resolve();
    return new Promise((resolve) => {
      const look = (): void => {
        if (isReached()) resolve();
        else this.#waiting.push(look);
      };
      this.#waiting.push(look);
    });
  }

  #notice(changes: readonly Change[]): void {
    for (const { kind, before, after } of changes) {
      if (kind !== '_delivery' || before || !after) continue;
      const { id, endpoint } = after as Delivery;
      this.#enqueue(endpoint, id);
    }
  }

  /** Deliveries to listeners that are gone, perhaps with an earlier run. */
  #dropOrphans(): void {
    const { store, listeners } = this.#kernel;
    const isOrphan = ({ endpoint }: Delivery): boolean =>
      !listeners.has(endpoint) &&
      !store.find('webhook_endpoint', endpoint) &&
      !store.find('v2.core.event_destination', endpoint);
    const orphans = [...store.table('_delivery').order].filter((entry) => isOrphan(entry.object as Delivery));
    if (orphans.length === 0) return;
    this.#kernel.commit((tx) => orphans.forEach(({ id }) => tx.remove('_delivery', id)), { isOwn: true });
  }

  #enqueue(endpoint: string, id: string): void {
    if (this.#isStopped) return;
    const queue = this.#queues.get(endpoint);
    if (queue) return void queue.push(id);
    const started = [id];
    this.#queues.set(endpoint, started);
    void this.#drain(endpoint, started);
  }

  #retryAt(endpoint: string, id: string, at: number): void {
    const timer = setTimeout(
      () => {
        this.#retries.delete(id);
        this.#enqueue(endpoint, id);
      },
      Math.max(0, at - realNowMs()),
    );
    this.#retries.set(id, timer);
  }

  async #drain(endpoint: string, queue: string[]): Promise<void> {
    this.#underWay += 1;
    try {
      for (let at = 0; at < queue.length; at += 1) await this.#attempt(queue[at] as string, queue);
    } finally {
      this.#queues.delete(endpoint);
      this.#underWay -= 1;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const look of waiting) look();
    }
  }

  async #attempt(id: string, queue: string[]): Promise<void> {
    const message = this.#messageOf(id);
    if (!message) return;
    // Nobody may hear of what a crash could still undo.
    await this.#kernel.written();
    if (this.#isStopped) return;
    const { delivery } = message;
    const fault = this.#delayed.delete(id) ? undefined : this.#options.faults?.forWebhook(delivery.type);
    if (fault?.do === 'lost') return this.#giveUp(delivery);
    if (fault?.do === 'late') return this.#delay(delivery, fault.ms ?? usualDelayMs);
    if (fault?.do === 'out_of_order') {
      const isAlone = queue.at(-1) === id;
      if (isAlone) return this.#delay(delivery, fault.ms ?? usualDelayMs);
      this.#delayed.add(id);
      return void queue.push(id);
    }
    if (fault?.do === 'twice') await this.#send(message);
    const outcome = await this.#send(message);
    if (this.#isStopped && outcome.status === null) return;
    if (this.#kernel.store.find('_delivery', id)) this.#record(delivery, outcome, delivery.attempts + 1);
  }

  #giveUp(delivery: Delivery): void {
    this.#kernel.commit((tx) => tx.update('_delivery', delivery.id, { next_attempt_at: null }), { isOwn: true });
  }

  #delay({ id, endpoint }: Delivery, ms: number): void {
    this.#delayed.add(id);
    this.#retryAt(endpoint, id, realNowMs() + ms);
  }

  async #send({ delivery, url, body, secret, listener }: Message): Promise<SendOutcome> {
    const started = realNowMs();
    const message = { body, signature: signWebhook(body, [secret], Math.floor(started / 1000)) };
    const outcome = await (listener ? listener.send({ ...message, delivery }) : this.#sender.send(url, message));
    if (this.#isStopped && outcome.status === null) return outcome;
    const { event, type, endpoint, attempts } = delivery;
    const times = { attempt: attempts + 1, at: new Date(started).toISOString(), ms: realNowMs() - started };
    this.attempts.push({ event, type, endpoint, url, ...times, ...outcome });
    if (this.attempts.length > keptAttempts) this.attempts.shift();
    return outcome;
  }

  #messageOf(id: string): Message | undefined {
    return this.#kernel.read((tx) => {
      const delivery = tx.find('_delivery', id);
      const body = delivery && bodyOf(tx, delivery.event);
      if (!delivery || body === undefined) return undefined;
      const listener = this.#kernel.listeners.get(delivery.endpoint);
      if (listener) return { delivery, body, url: listener.url, secret: listener.secret, listener };
      const target = targetOf(tx, delivery.endpoint);
      return target && { delivery, body, url: target.url, secret: target.secret };
    });
  }

  #record(delivery: Delivery, outcome: SendOutcome, attempts: number): void {
    const { id, endpoint } = delivery;
    const isAcknowledged = outcome.status !== null && outcome.status >= 200 && outcome.status < 300;
    // Who listens sees what went wrong, and is not told again.
    const pause = this.#kernel.listeners.has(endpoint) ? undefined : this.#options.retryMs[attempts - 1];
    const next = pause === undefined ? null : realNowMs() + pause;
    this.#kernel.commit(
      (tx) => {
        if (isAcknowledged) tx.remove('_delivery', id);
        else tx.update('_delivery', id, { attempts, next_attempt_at: next });
      },
      { isOwn: true },
    );
    if (!isAcknowledged && next !== null && !this.#isStopped) this.#retryAt(endpoint, id, next);
  }
}

/** What is sent of an event: as it was, or of a thin one that it happened. */
function bodyOf(tx: Tx, id: string): string | undefined {
  const snapshot = tx.find('event', id);
  if (snapshot) return JSON.stringify(tx.render('event', snapshot));
  const thin = findThinEvent(tx, id);
  return thin && JSON.stringify(notificationOf(thin));
}
