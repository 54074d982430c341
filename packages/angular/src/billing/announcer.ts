import { Service, signal } from '@angular/core';

/** Speaks to screen readers through the one {@link LiveRegion} that the shell of the application holds. */
@Service()
export class Announcer {
  readonly #polite = signal('');
  readonly #assertive = signal('');
  readonly polite = this.#polite.asReadonly();
  readonly assertive = this.#assertive.asReadonly();

  announce(text: string): void {
    this.#polite.set(text);
  }

  /** Interrupts. For what went wrong after the person's own action. */
  interrupt(text: string): void {
    this.#assertive.set(text);
  }
}
