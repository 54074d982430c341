import type { Entry } from './kind-table.ts';

/** Below this it costs nothing to let the places of what has gone stand empty. */
const emptyPlacesKept = 1024;

/**
 * Entries in the order in which they came. They leave mostly at the old end, as events do that are thirty days old: there
 * their places stay empty for a while, since moving all others up each time would cost the square of their number.
 */
export class EntryList {
  #entries: (Entry | undefined)[] = [];
  #first = 0;

  get length(): number {
    return this.#entries.length - this.#first;
  }

  /** The entry at a place, 0 the oldest. */
  at(place: number): Entry | undefined {
    return place < 0 ? undefined : this.#entries[this.#first + place];
  }

  *[Symbol.iterator](): Generator<Entry> {
    for (let place = 0; place < this.length; place += 1) yield this.at(place) as Entry;
  }

  /** The place of the first entry that did not come before `seq`. */
  placeOf(seq: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.at(middle) as Entry).seq < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  add(entry: Entry): void {
    const last = this.at(this.length - 1);
    if (last === undefined || last.seq < entry.seq) this.#entries.push(entry);
    else this.#entries.splice(this.#first + this.placeOf(entry.seq), 0, entry);
  }

  remove(entry: Entry): void {
    if (this.at(0) !== entry) {
      const place = this.placeOf(entry.seq);
      if (this.at(place) === entry) this.#entries.splice(this.#first + place, 1);
      return;
    }
    this.#entries[this.#first] = undefined;
    this.#first += 1;
    if (this.#first > emptyPlacesKept && this.#first > this.length) this.#closeUp();
  }

  #closeUp(): void {
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
  }
}
