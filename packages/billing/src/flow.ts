import type { Reactions } from './kernel/changes.ts';

/** What follows when a row changed, in this order, in the same transaction. */
export const reactions: Reactions = {};
