import { Component, computed, inject } from '@angular/core';
import { CheckoutResult } from '@purser/angular/checkout';
import { Address } from '../routing/address.ts';
import { SignIn } from '../session/sign-in.ts';

/** Where Stripe sends people after paying. */
@Component({
  selector: 'app-success-page',
  template: `<purser-checkout-result [sessionId]="sessionId()" (signInRequested)="signIn.ask()" />`,
  imports: [CheckoutResult],
  host: { class: 'page page--narrow' },
})
export class SuccessPage {
  protected readonly signIn = inject(SignIn);
  readonly #address = inject(Address);
  protected readonly sessionId = computed(() => this.#address.query('session_id') ?? '');
}
