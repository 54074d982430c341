import type { Tx } from '../../kernel/tx.ts';

type Follower = (tx: Tx, use: { meter: string; customer: string }) => void;

const followers: Follower[] = [];

/** Called by resources/reactions.ts, which says who follows. */
export function followUsage(follower: Follower): void {
  followers.push(follower);
}

/** Tells who must know, in the same transaction, that a customer used a meter. */
export function tellUsage(tx: Tx, use: { meter: string; customer: string }): void {
  for (const follow of followers) follow(tx, use);
}
