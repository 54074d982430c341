import { pressable, textOf, textsOf } from './page-text.ts';

/** Reads and presses a `<purser-account-status>`. */
export class AccountStatusHarness {
  readonly #host: Element;

  constructor(host: Element) {
    this.#host = host;
  }

  plan(): string {
    return textOf(this.#host.querySelector('.purser-account__title purser-heading'));
  }

  status(): string {
    return textOf(this.#host.querySelector('.purser-status'));
  }

  sentences(): string[] {
    return textsOf(this.#host, '.purser-account__said p');
  }

  /** Whether it is put in the way of a screen reader. */
  isAlert(): boolean {
    return this.#host.querySelector('.purser-account__said[role="alert"]') !== null;
  }

  actions(): string[] {
    return textsOf(this.#host, '.purser-actions > *');
  }

  features(): string[] {
    return textsOf(this.#host, '.purser-features li');
  }

  problem(): string {
    return textOf(this.#host.querySelector('[role="alert"] purser-problem-notice'));
  }

  press(label: string): void {
    pressable(this.#host, label).click();
  }
}
