import { pressable, textOf, textsOf } from './page-text.ts';

/** Reads and presses a `<purser-plan-card>`. */
export class PlanCardHarness {
  readonly #host: Element;

  constructor(host: Element) {
    this.#host = host;
  }

  name(): string {
    return textOf(this.#host.querySelector('.purser-plan__title purser-heading'));
  }

  isMostPopular(): boolean {
    return this.#host.querySelector('.purser-plan__badge') !== null;
  }

  isCurrent(): boolean {
    return this.#host.querySelector('[aria-current="true"]') !== null;
  }

  /** As a screen reader says it. */
  price(): string {
    return textOf(this.#host.querySelector('.purser-price'));
  }

  /** As it is drawn: "$119/yr". */
  priceTag(): string {
    return (this.#host.querySelector('.purser-price__tag')?.textContent ?? '').replace(/\s+/g, '');
  }

  note(): string {
    return textsOf(this.#host, '.purser-plan__note > span').join(' ');
  }

  features(): string[] {
    return textsOf(this.#host, '.purser-features li');
  }

  trial(): string {
    return textOf(this.#host.querySelector('.purser-plan__trial'));
  }

  /** What is said instead of, or beside, the buttons. */
  said(): string {
    return textOf(this.#host.querySelector('.purser-plan__current, .purser-plan__reason'));
  }

  buttons(): string[] {
    return textsOf(this.#host, '.purser-plan__action > .purser-button');
  }

  problem(): string {
    return textOf(this.#host.querySelector('[role="alert"]'));
  }

  press(label: string): void {
    pressable(this.#host, label).click();
  }
}
