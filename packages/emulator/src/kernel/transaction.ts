import type Stripe from 'stripe';
import { bothCursors, missing, rateLimitError } from './errors.ts';
import { idLength } from './ids.ts';
import type { IdSource } from './ids.ts';
import { matches } from './kind-table.ts';
import { idOf } from './objects.ts';
import type { Kind, Reference, StripeObjects } from './objects.ts';
import { operationTable } from './operation-table.ts';
import { previousAttributes } from './previous-attributes.ts';
import type { Delivery } from './deliveries.ts';
import type { EventListener } from './event-listener.ts';
import { snapshotTargets, thinTargets } from './event-targets.ts';
import type { Registry } from './registry.ts';
import type { Store } from './store.ts';
import { factsOfThin, thinEventOf } from './thin-events.ts';
import type { ThinEvent, ThinEventType } from './thin-event.ts';
import type { LivesBy, Page, PageOptions, ThinEventAbout, Tx, Where } from './tx.ts';
import { isoTime } from './v2-times.ts';

/** What a transaction works on. */
export interface Ground {
  store: Store;
  ids: IdSource;
  registry: Registry;
  /** Seconds on the main clock. */
  mainNow: () => number;
  url: (path: string) => string;
  /** Test clocks that are being advanced: what lives by them belongs to time, not to callers. */
  advancing: ReadonlySet<string>;
  listeners: ReadonlyMap<string, EventListener>;
}

/** Who acts: a request, or time on one clock. */
export interface Origin {
  request?: { id: string; idempotencyKey: string | null };
  due?: { clock: string; time: number };
  /** The emulator's own housekeeping: webhooks answered, clocks that became ready. */
  isOwn?: boolean;
}

const eventsKeptForSeconds = 30 * 24 * 60 * 60;

/** The id of the test clock that something lives by, `''` for the main clock. */
export function clockOf(store: Store, on: LivesBy): string {
  if (!on) return '';
  const named = idOf(('test_clock' in on ? on.test_clock : null) ?? null);
  if (named !== null) return named;
  const customer = idOf(('customer' in on ? on.customer : null) ?? null);
  const owner = customer === null ? undefined : (store.find('customer', customer) as Stripe.Customer | undefined);
  return idOf(owner?.test_clock ?? null) ?? '';
}

export class Transaction implements Tx {
  readonly request: Tx['request'];
  readonly #ground: Ground;
  readonly #origin: Origin;

  constructor(ground: Ground, origin: Origin) {
    this.#ground = ground;
    this.#origin = origin;
    this.request = origin.request ?? null;
  }

  now(on?: LivesBy): number {
    const clock = clockOf(this.#ground.store, on);
    const { due } = this.#origin;
    if (due && due.clock === clock) return due.time;
    if (clock === '') return this.#ground.mainNow();
    return this.find('test_helpers.test_clock', clock)?.frozen_time ?? this.#ground.mainNow();
  }

  newId(prefix: string, length = idLength(prefix)): string {
    return `${prefix}_${this.#ground.ids.draw(length)}`;
  }

  newSecret(prefix: string, length = idLength(prefix)): string {
    return this.newId(prefix, length);
  }

  find<K extends Kind>(kind: K, id: Reference): StripeObjects[K] | undefined {
    const named = idOf(id);
    return named === null ? undefined : (this.#ground.store.find(kind, named) as StripeObjects[K] | undefined);
  }

  get<K extends Kind>(kind: K, id: string | { id: string }, options: { param?: string } = {}): StripeObjects[K] {
    const object = this.find(kind, id);
    if (object === undefined)
      throw options.param === undefined ? missing(kind, idOf(id)) : missing(kind, idOf(id), options.param, 400);
    return object;
  }

  isDeleted(kind: Kind, id: Reference): boolean {
    return this.find('_deleted', `${kind}:${idOf(id)}`) !== undefined;
  }

  insert<K extends Kind>(kind: K, object: StripeObjects[K]): StripeObjects[K] {
    this.#refuseWhileAdvancing(object as LivesBy);
    this.#ground.store.insert(kind, (object as { id: string }).id, object, this.#ground.mainNow());
    return object;
  }

  update<K extends Kind>(kind: K, id: string, change: Partial<StripeObjects[K]>): StripeObjects[K] {
    const before = this.#ground.store.find(kind, id);
    if (!before) throw new Error(`There is no ${kind} ${id} to change`);
    this.#refuseWhileAdvancing(before as LivesBy);
    const after = { ...before, ...change } as StripeObjects[K];
    this.#ground.store.replace(kind, id, after);
    return after;
  }

  remove(kind: Kind, id: string): void {
    const { store } = this.#ground;
    this.#refuseWhileAdvancing(store.find(kind, id) as LivesBy);
    const seq = store.table(kind).byId.get(id)?.seq ?? 0;
    store.remove(kind, id);
    if (kind.startsWith('_')) return;
    const trace = `${kind}:${id}`;
    if (store.find('_deleted', trace)) return;
    store.insert('_deleted', trace, { id: trace, kind, seq }, this.#ground.mainNow());
  }

  list<K extends Kind>(kind: K, where: Where = {}): StripeObjects[K][] {
    const found: StripeObjects[K][] = [];
    const entries = this.#ground.store.table(kind).candidates(where);
    for (let i = entries.length - 1; i >= 0; i -= 1) {
      const object = entries.at(i)?.object as StripeObjects[K];
      if (matches(object, where)) found.push(object);
    }
    return found;
  }

  page<K extends Kind>(kind: K, where: Where, options: PageOptions<StripeObjects[K]>): Page<StripeObjects[K]> {
    const { limit = 10, startingAfter, endingBefore, accepts } = options;
    const table = this.#ground.store.table(kind);
    const entries = table.candidates(where);
    const isBackward = endingBefore !== undefined;
    const step = isBackward ? 1 : -1;
    let at = entries.length - 1;
    // What was deleted keeps its place in a list.
    const seqOf = (cursor: string, param: string): number => {
      const seq = table.byId.get(cursor)?.seq ?? this.find('_deleted', `${kind}:${cursor}`)?.seq;
      if (seq === undefined) throw missing(kind, cursor, param);
      return seq;
    };
    if (startingAfter !== undefined) at = entries.placeOf(seqOf(startingAfter, 'starting_after')) - 1;
    if (endingBefore !== undefined) at = entries.placeOf(seqOf(endingBefore, 'ending_before') + 1);
    if (startingAfter !== undefined && endingBefore !== undefined) throw bothCursors();
    const data: StripeObjects[K][] = [];
    let hasMore = false;
    for (; at >= 0 && at < entries.length; at += step) {
      const object = entries.at(at)?.object as StripeObjects[K];
      if (!matches(object, where) || accepts?.(object) === false) continue;
      if (data.length === limit) {
        hasMore = true;
        break;
      }
      data.push(object);
    }
    return { data: isBackward ? data.reverse() : data, hasMore };
  }

  emit(type: Stripe.Event['type'], object: object, before?: object): void {
    const shown = this.#shown(object);
    const previous = before === undefined ? undefined : previousAttributes(this.#shown(before), shown);
    const told = [...snapshotTargets(this, type), ...this.listeners()];
    const id = this.newId('evt');
    const event = {
      id,
      object: 'event' as const,
      api_version: operationTable.apiVersion,
      created: this.now(object as LivesBy),
      data: previous === undefined ? { object: shown } : { object: shown, previous_attributes: previous },
      livemode: false,
      pending_webhooks: told.length,
      request: { id: this.request?.id ?? null, idempotency_key: this.request?.idempotencyKey ?? null },
      type,
    };
    this.#ground.store.insert('event', id, event, this.#ground.mainNow());
    this.#forgetOldEvents('event');
    this.#owe({ event: id, type, object_id: (shown as { id?: string }).id ?? '' }, told);
    const thin = this.#hasDestinations ? thinEventOf(event as unknown as Stripe.Event) : undefined;
    if (thin) this.#owe(factsOfThin(thin), thinTargets(this, thin.type));
  }

  emitThin(type: ThinEventType, about: ThinEventAbout): ThinEvent {
    const event: ThinEvent = {
      id: this.newId('evt_test_65', 44),
      object: 'v2.core.event',
      context: null,
      created: isoTime(this.now(about.on)),
      ...(about.data ? { data: about.data } : {}),
      livemode: false,
      reason: null,
      ...(about.related ? { related_object: about.related } : {}),
      type,
    };
    this.#ground.store.insert('v2.core.event', event.id, event, this.#ground.mainNow());
    this.#forgetOldEvents('v2.core.event');
    this.#owe(factsOfThin(event), about.only === undefined ? thinTargets(this, type) : [about.only]);
    return event;
  }

  #owe(facts: Pick<Delivery, 'event' | 'type' | 'object_id'>, targets: readonly string[]): void {
    for (const endpoint of targets) {
      const delivery = { id: `${facts.event}:${endpoint}`, ...facts, endpoint, attempts: 0, next_attempt_at: 0 };
      this.#ground.store.insert('_delivery', delivery.id, delivery, this.#ground.mainNow());
    }
  }

  get #hasDestinations(): boolean {
    return this.#ground.store.table('v2.core.event_destination').order.length > 0;
  }

  isAcknowledged(type: Stripe.Event['type'], objectId: string): boolean {
    return this.list('_delivery', { object_id: objectId }).every((delivery) => delivery.type !== type);
  }

  listeners(): string[] {
    return [...this.#ground.listeners.keys()];
  }

  render<K extends Kind>(kind: K, object: StripeObjects[K]): StripeObjects[K] {
    const render = this.#ground.registry.of(kind)?.render as
      ((tx: Tx, object: StripeObjects[K]) => StripeObjects[K]) | undefined;
    return render ? render(this, object) : object;
  }

  url(path: string): string {
    return this.#ground.url(path);
  }

  attempt<T>(work: () => T): T {
    const { store } = this.#ground;
    const { mark } = store;
    try {
      return work();
    } catch (error) {
      store.undo(mark);
      throw error;
    }
  }

  rehearse<T>(work: (at: (time: number, on: LivesBy) => Tx) => T): T {
    const { store } = this.#ground;
    const { mark } = store;
    try {
      return work((time, on) => {
        const due = { clock: clockOf(store, on), time };
        return new Transaction(this.#ground, { ...this.#origin, due });
      });
    } finally {
      store.undo(mark);
    }
  }

  #forgetOldEvents(kind: 'event' | 'v2.core.event'): void {
    const { store, mainNow } = this.#ground;
    const { order } = store.table(kind);
    for (let i = 0; i < 3; i += 1) {
      const oldest = order.at(0);
      if (!oldest || oldest.at >= mainNow() - eventsKeptForSeconds) return;
      const thin = kind === 'event' && this.#hasDestinations ? thinEventOf(oldest.object as Stripe.Event) : undefined;
      for (const event of thin ? [oldest.id, thin.id] : [oldest.id]) {
        for (const delivery of this.list('_delivery', { event })) store.remove('_delivery', delivery.id);
      }
      store.remove(kind, oldest.id);
    }
  }

  #shown(object: object): object {
    const kind = (object as { object?: string }).object ?? '';
    return this.#ground.registry.isKind(kind) ? this.render(kind, object as StripeObjects[typeof kind]) : object;
  }

  #refuseWhileAdvancing(object: LivesBy): void {
    const { advancing, store } = this.#ground;
    if (advancing.size === 0 || this.#origin.due || this.#origin.isOwn) return;
    const clock = clockOf(store, object);
    if (!advancing.has(clock)) return;
    throw rateLimitError(
      `The test clock ${clock} is advancing; what lives by it cannot be changed until it is ready.`,
      'lock_timeout',
    );
  }
}
