import { Component, computed, effect, inject, input, output, untracked } from '@angular/core';
import { Announcer, BILLING, BillingLink, CatalogStore, Heading, Messages, Sentence } from '@purser/angular';
import type { CheckoutConfirmation, HeadingLevel, Text } from '@purser/angular';
import { ProblemNotice } from '@purser/angular/region';
import { CheckoutConfirmationStore } from './checkout-confirmation-store.ts';
import { describeCheckout } from './describe-checkout.ts';

interface Fact {
  readonly name: Text;
  readonly value: string | Text;
}

/** How a checkout ended, in the service's words and not the address bar's. */
@Component({
  selector: 'purser-checkout-result',
  templateUrl: './checkout-result.html',
  imports: [BillingLink, Heading, ProblemNotice, Sentence],
  providers: [CheckoutConfirmationStore],
  host: { class: 'purser-checkout' },
})
export class CheckoutResult {
  /** From the return address. Empty is answered like an unknown one. */
  readonly sessionId = input.required<string>();
  readonly headingLevel = input<HeadingLevel>(1);
  readonly signInRequested = output<void>();

  protected readonly messages = inject(Messages);
  protected readonly paths = inject(BILLING).paths;
  readonly #viewer = inject(BILLING).viewer;
  readonly #announcer = inject(Announcer);
  readonly #store = inject(CheckoutConfirmationStore);
  readonly #catalogStore = inject(CatalogStore);

  readonly #state = computed(() => (this.sessionId() === '' ? ({ kind: 'unknown' } as const) : this.#store.state()));
  protected readonly said = computed(() => describeCheckout(this.#state(), this.#catalogStore.catalog.value()));
  protected readonly problem = computed(() => {
    const state = this.#state();
    return state.kind === 'failed' ? state.problem : null;
  });
  protected readonly confirmed = computed(() => {
    const state = this.#state();
    return state.kind === 'known' && state.confirmation.state === 'confirmed' ? state.confirmation : null;
  });
  protected readonly facts = computed(() => {
    const confirmation = this.confirmed();
    return confirmation === null ? [] : this.#facts(confirmation);
  });

  constructor() {
    effect(() => {
      const sessionId = this.sessionId();
      // Whoever signs in on this page is asked for anew.
      this.#viewer();
      if (sessionId !== '') untracked(() => this.#store.look(sessionId));
    });
    effect(() => this.#announcer.announce(this.messages.write(this.said().title)));
  }

  protected retry(): void {
    this.#store.look(this.sessionId());
  }

  #facts({
    tier,
    billing_period,
    paid,
    trial_end,
    next_charge_at,
    email,
    invoice_number,
  }: CheckoutConfirmation): Fact[] {
    const plan = tier === null ? null : this.#catalogStore.planName(tier);
    const period: Text = { key: billing_period === 'annual' ? 'pricing.annual' : 'pricing.monthly' };
    const facts: (Fact | null)[] = [
      plan === null ? null : fact('checkout.plan', { key: 'checkout.plan_and_period', values: { plan, period } }),
      paid === null ? null : fact('checkout.paid_today', { key: 'value', values: { value: paid } }),
      trial_end === null ? null : fact('checkout.trial_ends', { key: 'value', values: { value: new Date(trial_end) } }),
      next_charge_at === null
        ? null
        : fact('checkout.next_charge', { key: 'value', values: { value: new Date(next_charge_at) } }),
      email === null ? null : fact('checkout.email', email),
      invoice_number === null ? null : fact('checkout.invoice', invoice_number),
    ];
    return facts.filter((each) => each !== null);
  }
}

function fact(key: Text['key'], value: string | Text): Fact {
  return { name: { key }, value };
}
