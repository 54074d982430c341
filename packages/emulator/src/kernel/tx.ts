import type Stripe from 'stripe';
import type { Kind, Reference, StripeObjects } from './objects.ts';
import type { RelatedObject, ThinEvent, ThinEventType } from './thin-event.ts';

/** Something that lives by a clock: its test clock or its customer's, else the main one. */
export type LivesBy = { test_clock?: Reference } | { customer?: Reference } | null | undefined;

/** Fields with the value they must have. A field may be a path (`parent.subscription_details.subscription`); references are compared by id. */
export type Where = Readonly<Record<string, unknown>>;

export interface PageOptions<T> {
  limit?: number;
  startingAfter?: string;
  endingBefore?: string;
  accepts?: (object: T) => boolean;
}

export interface Page<T> {
  data: T[];
  hasMore: boolean;
}

export interface ThinEventAbout {
  related?: RelatedObject;
  /** What is told when the event is fetched. */
  data?: object;
  /** Whose clock it happened by. */
  on?: LivesBy;
  /** The one destination that hears of it, whatever it listens to. */
  only?: string;
}

/**
 * One transaction over the emulator's objects. Operations are synchronous, so each is alone while it runs, and all of it
 * stays or none. Objects are immutable: a change is a new object.
 */
export interface Tx {
  /** Seconds on the clock that the thing lives by. */
  now(on?: LivesBy): number;
  /** `cus_…`: seeded, so that the same seed and the same calls give the same ids. `length` counts the part after the prefix. */
  newId(prefix: string, length?: number): string;
  /** Like an id, for what must not be guessed: `newSecret('whsec')`, `newSecret(`${id}_secret`)`. */
  newSecret(prefix: string, length?: number): string;
  find<K extends Kind>(kind: K, id: Reference): StripeObjects[K] | undefined;
  /** @throws StripeError `resource_missing` with `param`: 400 when a parameter is named, 404 when none is (the path's own object). */
  get<K extends Kind>(kind: K, id: string | { id: string }, options?: { param?: string }): StripeObjects[K];
  /** What was deleted leaves a trace, for answers that show it. */
  isDeleted(kind: Kind, id: Reference): boolean;
  insert<K extends Kind>(kind: K, object: StripeObjects[K]): StripeObjects[K];
  /** Replaces the named fields; returns the new object. */
  update<K extends Kind>(kind: K, id: string, change: Partial<StripeObjects[K]>): StripeObjects[K];
  remove(kind: Kind, id: string): void;
  /** Newest first. Fields that the resource declared as `indexes` are looked up, others are compared one by one. */
  list<K extends Kind>(kind: K, where?: Where): StripeObjects[K][];
  /** One page of a list, newest first. Cursors are exclusive; `accepts` decides what `where` cannot say. */
  page<K extends Kind>(kind: K, where: Where, options: PageOptions<StripeObjects[K]>): Page<StripeObjects[K]>;
  /**
   * Writes an event about an object as it is now. With `before`, `previous_attributes` holds what differs from it: changed
   * keys only in nested hashes, arrays whole.
   */
  emit(type: Stripe.Event['type'], object: object, before?: object): void;
  /** Writes a thin event that stands beside no event of v1; those that do need no writing. */
  emitThin(type: ThinEventType, about: ThinEventAbout): ThinEvent;
  /** Whether every webhook endpoint that was told of this event about this object has answered with success. */
  isAcknowledged(type: Stripe.Event['type'], objectId: string): boolean;
  /** Ids of those who hear of every event over an open connection. */
  listeners(): string[];
  /** What the API shows of an object: the resource's `render`, without includes. */
  render<K extends Kind>(kind: K, object: StripeObjects[K]): StripeObjects[K];
  /** Undoes what `work` wrote when it throws, and throws on: the rest of the transaction stays. */
  attempt<T>(work: () => T): T;
  /**
   * Does something only to look at what it makes: all that `work` writes is undone, so that a preview and the real thing
   * cannot differ. `at` is the same transaction with the clock of something at a later time.
   */
  rehearse<T>(work: (at: (time: number, on: LivesBy) => Tx) => T): T;
  /** An absolute address on this server, for hosted pages: `tx.url('/i/…')`. */
  url(path: string): string;
  /** What asked for this: null when time did. */
  readonly request: { id: string; idempotencyKey: string | null } | null;
}
