import type { Billing } from './billing.ts';

/** What one event said, kept as history. What is true now is learnt by looking. */
export interface Rumour {
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: Date;
  /** The event's own object, as it was when the event was written. */
  readonly object: Readonly<Record<string, unknown>>;
}

/** `foreign`: not ours, as happens in an account that others share. */
export type Looked = 'stored' | 'foreign';

/** Goes and looks at one object. Several events about the same object are one look. */
export interface Refresher {
  /** What is looked at; events whose refreshers name the same noun and id are looked at together. */
  readonly noun: string;
  /** Where in the event's object the id stands; left out, it is the object's own. */
  readonly idIn?: (object: Readonly<Record<string, unknown>>) => string | null;
  readonly look: (billing: Billing, id: string, rumours: readonly Rumour[]) => Promise<Looked>;
}

/** By event type. `flow.ts` fills this in. */
export type Refreshers = Readonly<Record<string, Refresher>>;
