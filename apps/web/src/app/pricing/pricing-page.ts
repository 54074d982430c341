import { Component, computed, effect, inject, untracked } from '@angular/core';
import { AccountStore, Messages, PaymentService } from '@purser/angular';
import type { BillingPeriod } from '@purser/angular';
import { PricingTable } from '@purser/angular/pricing';
import type { PlanChoice } from '@purser/angular/pricing';
import { Address } from '../routing/address.ts';
import { SignIn } from '../session/sign-in.ts';

const periodOf: Readonly<Record<string, BillingPeriod>> = {
  month: 'monthly',
  monthly: 'monthly',
  year: 'annual',
  annual: 'annual',
};

/** The plans. Which period is shown and which plan was chosen stand in the address, for links and for coming back. */
@Component({
  selector: 'app-pricing-page',
  template: `
    <purser-pricing-table
      [billingPeriod]="billingPeriod()"
      (billingPeriodChange)="show($event)"
      [chosenTier]="tier()"
      (signInRequested)="signInFor($event)"
    >
      @if (checkout() === 'canceled') {
        <div class="purser-notice">
          <p>{{ messages.text('pricing.nothing_charged') }}</p>
        </div>
      }
    </purser-pricing-table>
  `,
  imports: [PricingTable],
  host: { class: 'page page--wide' },
})
export class PricingPage {
  readonly #address = inject(Address);
  protected readonly messages = inject(Messages);
  protected readonly billingPeriod = computed(() => periodOf[this.#address.query('interval') ?? ''] ?? null);
  protected readonly tier = computed(() => this.#address.query('tier'));
  /** `canceled` after coming back from Stripe without paying. */
  protected readonly checkout = computed(() => this.#address.query('checkout'));
  readonly #signIn = inject(SignIn);
  readonly #payments = inject(PaymentService);
  readonly #account = inject(AccountStore).account;

  constructor() {
    effect(() => {
      const view = this.#account.value();
      if (view?.kind !== 'signed_in') return;
      const choice = this.#signIn.takeChoice();
      // Whoever turns out to have a plan already is shown it instead.
      if (choice === null || view.account.subscription !== null) return;
      untracked(() => this.#payments.redirectToCheckout(choice.tier, choice.billingPeriod));
    });
  }

  protected show(period: BillingPeriod | null): void {
    this.#address.setQuery({ interval: period === null ? null : intervalOf(period), checkout: null });
  }

  protected signInFor({ tier, billingPeriod }: PlanChoice): void {
    this.#address.setQuery({ tier, checkout: null });
    this.#signIn.ask({ tier, billingPeriod });
  }
}

function intervalOf(period: BillingPeriod): string {
  return period === 'annual' ? 'year' : 'month';
}
