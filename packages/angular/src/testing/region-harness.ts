import { pressable, textOf } from './page-text.ts';

/** Reads a `<purser-region>`. */
export class RegionHarness {
  readonly #host: Element;

  constructor(host: Element) {
    this.#host = host;
  }

  isLoading(): boolean {
    return this.#host.getAttribute('aria-busy') === 'true';
  }

  text(): string {
    return textOf(this.#host);
  }

  requestId(): string | null {
    return this.#host.querySelector('code')?.textContent ?? null;
  }

  tryAgain(): void {
    pressable(this.#host, 'Try again').click();
  }
}
