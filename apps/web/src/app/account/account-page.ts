import { Component, computed, inject } from '@angular/core';
import { AccountStore } from '@purser/angular';
import { AccountStatus } from '@purser/angular/account';
import { PricingTable } from '@purser/angular/pricing';
import { SignIn } from '../session/sign-in.ts';

/** What somebody has, and, when that is nothing, what there is. */
@Component({
  selector: 'app-account-page',
  template: `
    <div class="page__head"><h1>Account</h1></div>
    <purser-account-status (signInRequested)="signIn.ask()" />
    @if (hasNoSubscription()) {
      <purser-pricing-table class="page__plans" [headingLevel]="2" />
    }
  `,
  imports: [AccountStatus, PricingTable],
  host: { class: 'page' },
})
export class AccountPage {
  protected readonly signIn = inject(SignIn);
  readonly #account = inject(AccountStore).account;
  protected readonly hasNoSubscription = computed(() => {
    const view = this.#account.value();
    return view?.kind === 'signed_in' && view.account.subscription === null;
  });

  constructor() {
    // People come here from Stripe's portal, where anything may have changed.
    if (this.#account.state() !== 'loading') this.#account.reload();
  }
}
