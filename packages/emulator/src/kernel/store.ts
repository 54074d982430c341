import { KindTable } from './kind-table.ts';
import type { Entry } from './kind-table.ts';

/** One object that a transaction touched, as it was before and as it is after; null where it did not exist. */
export interface Change {
  kind: string;
  id: string;
  seq: number;
  at: number;
  before: object | null;
  after: object | null;
}

/** The emulator's memory: objects by kind and id. It records what changes, so that it can be undone and written down. */
export class Store {
  readonly #tables = new Map<string, KindTable>();
  readonly #indexesOf: (kind: string) => readonly string[];
  #changes: Change[] = [];
  seq = 0;

  constructor(indexesOf: (kind: string) => readonly string[]) {
    this.#indexesOf = indexesOf;
  }

  table(kind: string): KindTable {
    let table = this.#tables.get(kind);
    if (!table) {
      table = new KindTable(this.#indexesOf(kind));
      this.#tables.set(kind, table);
    }
    return table;
  }

  find(kind: string, id: string): object | undefined {
    return this.#tables.get(kind)?.byId.get(id)?.object;
  }

  insert(kind: string, id: string, object: object, at: number): void {
    const table = this.table(kind);
    if (table.byId.has(id)) throw new Error(`${kind} ${id} exists already`);
    this.seq += 1;
    const entry: Entry = { kind, id, seq: this.seq, at, object };
    table.add(entry);
    this.#changes.push({ kind, id, seq: entry.seq, at, before: null, after: object });
  }

  replace(kind: string, id: string, object: object): void {
    const table = this.table(kind);
    const entry = table.byId.get(id);
    if (!entry) throw new Error(`There is no ${kind} ${id} to change`);
    this.#changes.push({ kind, id, seq: entry.seq, at: entry.at, before: entry.object, after: object });
    table.replace(entry, object);
  }

  remove(kind: string, id: string): void {
    const table = this.table(kind);
    const entry = table.byId.get(id);
    if (!entry) throw new Error(`There is no ${kind} ${id} to remove`);
    table.delete(entry);
    this.#changes.push({ kind, id, seq: entry.seq, at: entry.at, before: entry.object, after: null });
  }

  get isChanged(): boolean {
    return this.#changes.length > 0;
  }

  /** What changed since the last take or undo, in order; the record starts anew. */
  takeChanges(): Change[] {
    const changes = this.#changes;
    if (changes.length) this.#changes = [];
    return changes;
  }

  /** A place to go back to: how much had changed when it was asked for. */
  get mark(): number {
    return this.#changes.length;
  }

  /** Puts everything back as it was at the last take, or at a mark made since. */
  undo(mark = 0): void {
    for (const { kind, id, seq, at, before, after } of this.#changes.splice(mark).reverse()) {
      const table = this.table(kind);
      const entry = table.byId.get(id);
      if (after === null && before) table.add({ kind, id, seq, at, object: before });
      else if (entry && before) table.replace(entry, before);
      else if (entry) table.delete(entry);
    }
  }

  /** Puts an object in its known place, without a record: for restoring. Null removes it. */
  restore(place: Omit<Entry, 'object'>, object: object | null): void {
    const table = this.table(place.kind);
    const entry = table.byId.get(place.id);
    if (entry && object) table.replace(entry, object);
    else if (entry) table.delete(entry);
    else if (object) table.add({ ...place, object });
    this.seq = Math.max(this.seq, place.seq);
  }

  clear(): void {
    this.#tables.clear();
    this.#changes = [];
    this.seq = 0;
  }

  /** Every object, kind by kind, oldest first. */
  *all(): Generator<Entry> {
    for (const table of this.#tables.values()) yield* table.order;
  }
}
