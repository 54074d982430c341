/**
 * Wake-up calls inside a process, and between processes through PostgreSQL's NOTIFY. A call may be lost (a process that
 * starts late, a dropped connection): whoever listens also polls.
 */
export class Signals {
  readonly #listeners = new Map<string, Set<() => void>>();

  /** @returns A function that ends the listening. */
  listen(name: string, act: () => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(act);
    return () => listeners.delete(act);
  }

  /** Wakes the listeners of this process. */
  wake(name: string): void {
    for (const act of this.#listeners.get(name) ?? []) act();
  }
}
