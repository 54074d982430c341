import { textOf } from './page-text.ts';

/** Reads and sets a `<purser-billing-period>`. */
export class BillingPeriodHarness {
  readonly #host: Element;

  constructor(host: Element) {
    this.#host = host;
  }

  legend(): string {
    return textOf(this.#host.querySelector('legend'));
  }

  options(): string[] {
    return this.#labels().map(textOf);
  }

  chosen(): string {
    return textOf(this.#labels().find((label) => label.querySelector('input')?.checked) ?? null);
  }

  /** @param name The beginning of the option's text: "Annual" finds "Annual Save up to 34%". */
  choose(name: string): void {
    const label = this.#labels().find((each) => textOf(each).startsWith(name));
    if (label === undefined) throw new Error(`No period "${name}" among: ${this.options().join(', ')}`);
    label.querySelector('input')?.click();
  }

  #labels(): HTMLLabelElement[] {
    return [...this.#host.querySelectorAll('label')];
  }
}
