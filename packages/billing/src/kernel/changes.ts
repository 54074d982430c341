import type { Tx } from './transact.ts';

/**
 * What can be said to have changed, by name, with what a reaction is told. Slices add theirs:
 *
 *     declare module '../kernel/changes.ts' {
 *       interface Changes { 'subscription.changed': { before: SubscriptionRow | undefined; after: SubscriptionRow } }
 *     }
 */
export interface Changes {
  /** The schema was brought up to date: no noun's business, listed so that the type is never empty. */
  'schema.migrated': { names: readonly string[] };
}

export type ChangeName = keyof Changes;

/** What follows from a change, inside the transaction that made it; whatever it throws undoes the change as well. */
export type Reaction<Name extends ChangeName> = (tx: Tx, change: Changes[Name]) => Promise<void> | void;

/** `flow.ts` fills this in: for each change the reactions, in the order in which they run. */
export type Reactions = { readonly [Name in ChangeName]?: readonly Reaction<Name>[] };
