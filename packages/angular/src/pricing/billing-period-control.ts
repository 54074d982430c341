import { Component, inject, input, model } from '@angular/core';
import { Announcer, Messages } from '@purser/angular';
import type { BillingPeriod } from '@purser/angular';

let controls = 0;

/** Monthly or annual, as native radio buttons drawn as segments. */
@Component({
  selector: 'purser-billing-period',
  templateUrl: './billing-period-control.html',
  host: { class: 'purser-billing-period' },
})
export class BillingPeriodControl {
  readonly value = model.required<BillingPeriod>();
  readonly periods = input.required<readonly BillingPeriod[]>();
  /** The most that any plan saves by the year; null says nothing. */
  readonly maxSavingsPercent = input<number | null>(null);

  protected readonly messages = inject(Messages);
  protected readonly name = `purser-billing-period-${++controls}`;
  readonly #announcer = inject(Announcer);

  protected choose(period: BillingPeriod): void {
    this.value.set(period);
    this.#announcer.announce(
      this.messages.text(period === 'annual' ? 'pricing.showing_annual' : 'pricing.showing_monthly'),
    );
  }
}
