import { DestroyRef, Service, inject, signal } from '@angular/core';
import { AccountStore, PaymentService } from '@purser/angular';
import type { BillingProblem, CheckoutConfirmation } from '@purser/angular';
import type { Subscription } from 'rxjs';

/**
 * How the look at a checkout goes on:
 *
 *     looking ──> known                    Stripe's answer, through the service
 *        │ ├────> slow                     no answer from Stripe within 30 s
 *        │ └────> unknown · signed_out     not this person's, or nobody is signed in
 *        └──────> failed                   the service could not be asked
 *
 * `slow` and `failed` are never a verdict about the money.
 */
export type ConfirmationState =
  | { readonly kind: 'looking' | 'slow' | 'unknown' | 'signed_out' }
  | { readonly kind: 'failed'; readonly problem: BillingProblem }
  | { readonly kind: 'known'; readonly confirmation: CheckoutConfirmation };

const firstWaitMs = 1_000;
const growth = 1.5;
const patienceMs = 30_000;

/** Asks the service about one checkout until Stripe has said how it ended. Belongs to one component. */
@Service({ autoProvided: false })
export class CheckoutConfirmationStore {
  readonly #payments = inject(PaymentService);
  readonly #account = inject(AccountStore).account;
  readonly #state = signal<ConfirmationState>({ kind: 'looking' });
  readonly state = this.#state.asReadonly();
  #request: Subscription | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#stop());
  }

  /** Starts over, for this checkout. */
  look(sessionId: string): void {
    this.#stop();
    this.#state.set({ kind: 'looking' });
    this.#ask(sessionId, { waitMs: firstWaitMs, waitedMs: 0 });
  }

  #ask(sessionId: string, pace: { waitMs: number; waitedMs: number }): void {
    this.#request = this.#payments.confirmCheckout(sessionId).subscribe({
      next: (confirmation) => this.#hear(sessionId, confirmation, pace),
      error: (problem: BillingProblem) => this.#state.set(stateOf(problem)),
    });
  }

  #hear(sessionId: string, confirmation: CheckoutConfirmation, pace: { waitMs: number; waitedMs: number }): void {
    if (confirmation.state !== 'confirming') {
      this.#state.set({ kind: 'known', confirmation });
      // Other pages must not go on showing the plan of before.
      this.#account.reload();
      return;
    }
    const waitedMs = pace.waitedMs + pace.waitMs;
    if (waitedMs > patienceMs) return this.#state.set({ kind: 'slow' });
    this.#timer = setTimeout(() => this.#ask(sessionId, { waitMs: pace.waitMs * growth, waitedMs }), pace.waitMs);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#request?.unsubscribe();
  }
}

function stateOf(problem: BillingProblem): ConfirmationState {
  if (problem.code === 'unauthenticated') return { kind: 'signed_out' };
  if (problem.code === 'unknown_checkout_session' || problem.code === 'invalid_request') return { kind: 'unknown' };
  return { kind: 'failed', problem };
}
