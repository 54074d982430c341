import { pressable, textOf, textsOf } from './page-text.ts';

/** Reads and presses a `<purser-checkout-result>`. */
export class CheckoutResultHarness {
  readonly #host: Element;

  constructor(host: Element) {
    this.#host = host;
  }

  title(): string {
    return textOf(this.#host.querySelector('purser-heading'));
  }

  hint(): string {
    return textOf(this.#host.querySelector('.purser-checkout__hint'));
  }

  isBusy(): boolean {
    return this.#host.querySelector('[aria-busy="true"]') !== null;
  }

  /** The receipt, line by line: `{ 'Paid today': '$119.00' }`. */
  facts(): Record<string, string> {
    const lines = [...this.#host.querySelectorAll('.purser-facts > div')];
    return Object.fromEntries(
      lines.map((line) => [textOf(line.querySelector('dt')), textOf(line.querySelector('dd'))]),
    );
  }

  actions(): string[] {
    return textsOf(this.#host, '.purser-actions > *');
  }

  press(label: string): void {
    pressable(this.#host, label).click();
  }
}
