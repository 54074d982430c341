import type { Kernel } from './kernel.ts';

/** Everything that an emulator holds, as plain JSON. */
export interface Snapshot {
  version: 1;
  counter: number;
  /** `[kind, id, seq, at, object]`. */
  objects: [string, string, number, number, object][];
}

/** Objects are immutable, so a snapshot shares them and costs little. */
export function takeSnapshot({ store, ids }: Kernel): Snapshot {
  const objects = [...store.all()].map(({ kind, id, seq, at, object }): Snapshot['objects'][number] => [
    kind,
    id,
    seq,
    at,
    object,
  ]);
  return { version: 1, counter: ids.counter, objects };
}

/** Replaces everything. What is due, and what webhooks are owed, must be worked out anew afterwards. */
export function restoreSnapshot({ store, ids }: Kernel, snapshot: Snapshot): void {
  if (snapshot.version !== 1) throw new Error(`A snapshot of version ${String(snapshot.version)} cannot be read`);
  store.clear();
  ids.counter = snapshot.counter;
  const inOrder = snapshot.objects.toSorted(([, , a], [, , b]) => a - b);
  for (const [kind, id, seq, at, object] of inOrder) store.restore({ kind, id, seq, at }, object);
}
