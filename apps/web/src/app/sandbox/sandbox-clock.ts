import { Service, signal } from '@angular/core';

/** What time it is: the machine's, or the sandbox's where that has been moved. */
@Service()
export class SandboxClock {
  readonly #moved = signal<Date | null>(null);

  now(): Date {
    return this.#moved() ?? new Date();
  }

  set(now: Date): void {
    this.#moved.set(now);
  }
}
