import { BillingPeriodHarness } from './billing-period-harness.ts';
import { pressable, textOf, textsOf } from './page-text.ts';
import { PlanCardHarness } from './plan-card-harness.ts';

/** Reads and presses a `<purser-pricing-table>`. */
export class PricingTableHarness {
  readonly #host: Element;

  constructor(host: Element) {
    this.#host = host;
  }

  heading(): string {
    return textOf(this.#host.querySelector('.purser-pricing__header purser-heading'));
  }

  /** Null where there is only one period to pay for. */
  billingPeriod(): BillingPeriodHarness | null {
    const control = this.#host.querySelector('purser-billing-period');
    return control === null ? null : new BillingPeriodHarness(control);
  }

  plans(): PlanCardHarness[] {
    return [...this.#host.querySelectorAll('purser-plan-card')].map((card) => new PlanCardHarness(card));
  }

  plan(name: string): PlanCardHarness {
    const found = this.plans().find((plan) => plan.name() === name);
    if (found === undefined) throw new Error(`No plan "${name}" is shown`);
    return found;
  }

  notices(): string[] {
    return textsOf(this.#host, '.purser-notice');
  }

  /** Where the enterprise's contact leads. */
  contact(): string | null {
    return this.#host.querySelector('.purser-enterprise a')?.getAttribute('href') ?? null;
  }

  press(label: string): void {
    pressable(this.#host, label).click();
  }
}
