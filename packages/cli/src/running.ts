/** Something that was started and can be stopped. */
export interface Running {
  readonly url: string;
  /** What is running and where, as lines of a table. */
  readonly rows: readonly Row[];
  /** Ends everything, in the reverse order of its start. */
  stop(): Promise<void>;
}

export type Row = readonly [name: string, value: string];

/** Remembers how to end what was started, so that a start that fails half way leaves nothing behind. */
export class Closers {
  readonly #closers: (() => Promise<unknown>)[] = [];

  add(close: () => Promise<unknown>): void {
    this.#closers.push(close);
  }

  /** Ends everything even when one part fails to end, and then throws what that part threw. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const close of this.#closers.splice(0).toReversed()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

/** The rows with their values under each other. */
export function table(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join('\n');
}
