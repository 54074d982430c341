import type { BillingPeriod } from '@purser/angular';

/** A plan that a person chose. A host that calls `preventDefault` goes on by itself. */
export class PlanChoice {
  readonly tier: string;
  readonly billingPeriod: BillingPeriod;
  #isPrevented = false;

  constructor(tier: string, billingPeriod: BillingPeriod) {
    this.tier = tier;
    this.billingPeriod = billingPeriod;
  }

  get isPrevented(): boolean {
    return this.#isPrevented;
  }

  preventDefault(): void {
    this.#isPrevented = true;
  }
}
