/** Something that is due: which object, and when in seconds on its clock. */
export interface Due {
  clock: string;
  time: number;
  seq: number;
  kind: string;
  id: string;
}

/**
 * What is due when, a heap for each clock. Nothing is remembered here that the objects do not say: an object that changes
 * sets its time anew, and entries that no longer hold are skipped when they come up.
 */
export class DueTimes {
  readonly #heaps = new Map<string, Due[]>();
  readonly #current = new Map<string, Due>();

  set(kind: string, id: string, due: { clock: string; time: number; seq: number } | null): void {
    const key = `${kind} ${id}`;
    const current = this.#current.get(key);
    if (!due) {
      if (current) this.#current.delete(key);
      return;
    }
    if (current && current.time === due.time && current.clock === due.clock) return;
    const entry: Due = { ...due, kind, id };
    this.#current.set(key, entry);
    let heap = this.#heaps.get(due.clock);
    if (!heap) this.#heaps.set(due.clock, (heap = []));
    push(heap, entry);
  }

  /** The earliest on a clock; of several at one second, the one whose object is oldest. It stays until its object moves on. */
  next(clock: string): Due | undefined {
    const heap = this.#heaps.get(clock);
    if (!heap) return undefined;
    for (let first = heap[0]; first; first = heap[0]) {
      if (this.#current.get(`${first.kind} ${first.id}`) === first) return first;
      pop(heap);
    }
    return undefined;
  }

  /** The time that is set for an object, if it is due at all. */
  timeOf(kind: string, id: string): number | undefined {
    return this.#current.get(`${kind} ${id}`)?.time;
  }

  clear(): void {
    this.#heaps.clear();
    this.#current.clear();
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.time < b.time || (a.time === b.time && a.seq < b.seq);
}

function push(heap: Due[], entry: Due): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above] as Due;
    if (!isBefore(entry, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = entry;
}

function pop(heap: Due[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    const right = heap[below + 1];
    if (right && isBefore(right, heap[below] as Due)) below += 1;
    const child = heap[below];
    if (!child || !isBefore(child, last)) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = last;
}
