import { EntryList } from './entry-list.ts';
import { comparable, valueAt } from './fields.ts';

/** An object in its place: `seq` says when it came, `at` the main clock's second at which it did. */
export interface Entry {
  readonly kind: string;
  readonly id: string;
  readonly seq: number;
  readonly at: number;
  object: object;
}

/** All objects of one kind, oldest first, with the fields that they are looked up by. */
export class KindTable {
  readonly byId = new Map<string, Entry>();
  readonly order = new EntryList();
  readonly #indexes = new Map<string, Map<unknown, EntryList>>();

  constructor(indexes: readonly string[]) {
    for (const field of indexes) this.#indexes.set(field, new Map());
  }

  add(entry: Entry): void {
    this.byId.set(entry.id, entry);
    this.order.add(entry);
    for (const [field, index] of this.#indexes) addTo(index, comparable(valueAt(entry.object, field)), entry);
  }

  replace(entry: Entry, object: object): void {
    const before = entry.object;
    entry.object = object;
    for (const [field, index] of this.#indexes) {
      const old = comparable(valueAt(before, field));
      const now = comparable(valueAt(object, field));
      if (old === now) continue;
      removeFrom(index, old, entry);
      addTo(index, now, entry);
    }
  }

  delete(entry: Entry): void {
    this.byId.delete(entry.id);
    this.order.remove(entry);
    for (const [field, index] of this.#indexes) removeFrom(index, comparable(valueAt(entry.object, field)), entry);
  }

  /** The entries that could match, oldest first: the shortest of the indexes that apply, else all. */
  candidates(where: Readonly<Record<string, unknown>>): EntryList {
    let best = this.order;
    for (const field in where) {
      const wanted = comparable(where[field]);
      if (wanted === undefined || wanted === null || Array.isArray(wanted)) continue;
      const index = this.#indexes.get(field);
      const found = index && (index.get(wanted) ?? nothing);
      if (found && found.length < best.length) best = found;
    }
    return best;
  }
}

/** Whether an object has the wanted fields: references by id, a wanted array as "one of", an array field as "contains". */
export function matches(object: object, where: Readonly<Record<string, unknown>>): boolean {
  for (const field in where) {
    const wanted = comparable(where[field]);
    if (wanted === undefined) continue;
    const value = comparable(valueAt(object, field));
    if (value === wanted || (wanted === null && value === undefined)) continue;
    if (Array.isArray(wanted) && wanted.includes(value)) continue;
    if (Array.isArray(value) && value.some((element) => comparable(element) === wanted)) continue;
    return false;
  }
  return true;
}

const nothing = new EntryList();

function addTo(index: Map<unknown, EntryList>, value: unknown, entry: Entry): void {
  if (value === null || value === undefined) return;
  let entries = index.get(value);
  if (!entries) index.set(value, (entries = new EntryList()));
  entries.add(entry);
}

function removeFrom(index: Map<unknown, EntryList>, value: unknown, entry: Entry): void {
  const entries = index.get(value);
  if (!entries) return;
  entries.remove(entry);
  if (entries.length === 0) index.delete(value);
}
