/**
 * Gathers what arrives within a moment and stores it together: one commit answers many. Each caller waits for the commit
 * that holds its own item, and fails when that fails.
 */
export class GroupCommit<Item> {
  readonly #store: (items: readonly Item[]) => Promise<void>;
  readonly #windowMs: number;
  readonly #atMost: number;
  #waiting: { item: Item; resolve: () => void; reject: (error: unknown) => void }[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isStoring = false;

  constructor(store: (items: readonly Item[]) => Promise<void>, options: { windowMs?: number; atMost?: number } = {}) {
    this.#store = store;
    this.#windowMs = options.windowMs ?? 2;
    this.#atMost = options.atMost ?? 500;
  }

  /** Resolves once `item` is committed. */
  add(item: Item): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ item, resolve, reject });
    this.#schedule();
    return promise;
  }

  #schedule(): void {
    // While one group is being committed the next one gathers; it goes as soon as the first is through.
    if (this.#isStoring || this.#timer !== null || this.#waiting.length === 0) return;
    if (this.#waiting.length >= this.#atMost) return void this.#commit();
    this.#timer = setTimeout(() => void this.#commit(), this.#windowMs);
  }

  async #commit(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isStoring = true;
    const group = this.#waiting.splice(0, this.#atMost);
    try {
      await this.#store(group.map(({ item }) => item));
      for (const { resolve } of group) resolve();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
    this.#isStoring = false;
    this.#schedule();
  }
}
