import { DueTimes } from './due-times.ts';
import type { Due } from './due-times.ts';
import { secondsOf } from './clock.ts';
import type { MainClock } from './clock.ts';
import { StripeError } from './errors.ts';
import type { EventListener } from './event-listener.ts';
import { createIdSource } from './ids.ts';
import type { IdSource } from './ids.ts';
import type { Journal } from './journal.ts';
import type { StripeObjects } from './objects.ts';
import { Registry } from './registry.ts';
import type { Resource } from './resource.ts';
import { Store } from './store.ts';
import type { Change } from './store.ts';
import { clockOf, Transaction } from './transaction.ts';
import type { Ground, Origin } from './transaction.ts';
import type { LivesBy, Tx } from './tx.ts';

/** What the main clock was when something was last written about it. */
export interface ClockFacts {
  id: string;
  held_at: number | null;
  offset: number;
}

declare module './objects.ts' {
  interface StripeObjects {
    _clock: ClockFacts;
  }
}

export type CommitListener = (changes: readonly Change[]) => void;

/** The outcome of a transaction: known at once, safe once `written` resolves. */
export interface Committed<T> {
  result: T;
  isChanged: boolean;
  written: Promise<void>;
}

/**
 * Objects, ids, and what is due: everything that a transaction reads and writes. It answers at once and knows nothing of HTTP;
 * webhooks and clocks listen to its commits.
 */
export class Kernel {
  readonly store: Store;
  readonly ids: IdSource;
  readonly registry: Registry;
  readonly due = new DueTimes();
  readonly clock: MainClock;
  readonly advancing = new Set<string>();
  /** Who hears of events over an open connection, by id. */
  readonly listeners = new Map<string, EventListener>();
  /** Where this server is reached; set once it listens. */
  baseUrl = 'http://127.0.0.1:12111';
  readonly #journal: Journal | null;
  readonly #listeners: CommitListener[] = [];
  readonly #ground: Ground;

  constructor(options: { resources: readonly Resource[]; clock: MainClock; seed: number; journal: Journal | null }) {
    this.registry = new Registry(options.resources);
    this.store = new Store(this.registry.indexesOf);
    this.ids = createIdSource(options.seed);
    this.clock = options.clock;
    this.#journal = options.journal;
    this.#ground = {
      store: this.store,
      ids: this.ids,
      registry: this.registry,
      mainNow: () => secondsOf(this.clock.now()),
      url: (path) => this.baseUrl + path,
      advancing: this.advancing,
      listeners: this.listeners,
    };
  }

  /** Told of every commit, at once, in the order of registration. */
  onCommit(listener: CommitListener): void {
    this.#listeners.push(listener);
  }

  /**
   * Runs work as one transaction. When it throws, nothing of it stays, unless the error says so.
   *
   * @returns Before it is on disk: await `written` before telling anybody.
   */
  commit<T>(work: (tx: Tx) => T, origin: Origin = {}): Committed<T> {
    const counter = this.ids.counter;
    let result: T;
    try {
      result = work(new Transaction(this.#ground, origin));
    } catch (error) {
      if (!(error instanceof StripeError && error.details.keep)) {
        this.store.undo();
        this.ids.counter = counter;
      } else {
        void this.#finish();
      }
      throw error;
    }
    const isChanged = this.store.isChanged;
    return { result, isChanged, written: this.#finish() };
  }

  /** Runs one transaction and resolves once it is written down. A StripeError made to be kept commits and still rejects. */
  async transact<T>(work: (tx: Tx) => T, origin: Origin = {}): Promise<T> {
    try {
      const { result, written } = this.commit(work, origin);
      await written;
      return result;
    } catch (error) {
      await this.written();
      throw error;
    }
  }

  /** Looks at objects. What the look writes is undone. */
  read<T>(look: (tx: Tx) => T): T {
    const counter = this.ids.counter;
    try {
      return look(new Transaction(this.#ground, {}));
    } finally {
      this.store.undo();
      this.ids.counter = counter;
    }
  }

  /** Whether everything committed so far is on disk, or need not be. */
  get isWritten(): boolean {
    return this.#journal?.isWritten ?? true;
  }

  /** Resolves when everything committed so far is on disk. */
  async written(): Promise<void> {
    await this.#journal?.written();
  }

  #finish(): Promise<void> {
    const changes = lastOfEach(this.store.takeChanges());
    if (changes.length === 0) return written;
    for (const change of changes) this.#schedule(change);
    const flushed = this.#journal?.append(changes, this.ids.counter) ?? written;
    for (const listener of this.#listeners) listener(changes);
    return flushed;
  }

  #schedule({ kind, id, seq, before, after }: Change): void {
    const isMoved =
      kind === 'customer' &&
      before &&
      after &&
      (before as LivesByClock).test_clock !== (after as LivesByClock).test_clock;
    if (isMoved) return this.rebuildDue();
    const resource = this.registry.of(kind);
    if (resource?.due) this.due.set(kind, id, after && this.#dueOf(resource, after, seq));
  }

  #dueOf(resource: Resource, object: object, seq: number): { clock: string; time: number; seq: number } | null {
    const time = resource.due?.(object as never) ?? null;
    if (time === null) return null;
    const on = resource.clock ? this.read((tx) => resource.clock?.(tx, object as never)) : (object as LivesBy);
    return { clock: clockOf(this.store, on), time, seq };
  }

  /** Works out anew what is due: after a restore, and when a customer moved to another clock. */
  rebuildDue(): void {
    this.due.clear();
    for (const { kind, id, seq, object } of this.store.all()) {
      const resource = this.registry.of(kind);
      if (resource?.due) this.due.set(kind, id, this.#dueOf(resource, object, seq));
    }
  }

  /**
   * Does one thing that is due, in a transaction of its own, at its time.
   *
   * @throws Error when the object is due at the same time afterwards: it would never end.
   */
  runDue(due: Due, alongside?: (tx: Tx) => void): void {
    const resource = this.registry.of(due.kind);
    const whenDue = resource?.whenDue;
    if (!resource || !whenDue) throw new Error(`A ${due.kind} is due, and its resource does not say what then`);
    this.due.set(due.kind, due.id, null);
    const work = (tx: Tx): void => {
      const object = tx.find(due.kind as keyof StripeObjects, due.id);
      alongside?.(tx);
      if (object) whenDue(tx, object as never);
    };
    try {
      this.commit(work, { due: { clock: due.clock, time: due.time } });
    } catch (error) {
      if (!(error instanceof StripeError && error.details.keep)) throw error;
    }
    const entry = this.store.table(due.kind).byId.get(due.id);
    if (!entry) return;
    const next = this.#dueOf(resource, entry.object, entry.seq);
    if (next && next.clock === due.clock && next.time <= due.time) {
      throw new Error(`The ${due.kind} ${due.id} is due at ${due.time} and still is after it was dealt with`);
    }
    this.due.set(due.kind, due.id, next);
  }
}

type LivesByClock = { test_clock?: unknown };

const written = Promise.resolve();

/** One change for each object, from how it was first to how it is last. An object's place tells it from all others. */
function lastOfEach(changes: Change[]): Change[] {
  if (changes.length < 2) return changes;
  const byPlace = new Map<number, Change>();
  for (const change of changes) {
    const earlier = byPlace.get(change.seq);
    byPlace.set(change.seq, earlier ? { ...change, before: earlier.before } : change);
  }
  return byPlace.size === changes.length
    ? changes
    : [...byPlace.values()].filter(({ before, after }) => before !== null || after !== null);
}
