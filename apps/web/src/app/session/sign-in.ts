import { DOCUMENT, Service, inject, signal } from '@angular/core';
import { CatalogStore } from '@purser/angular';
import type { BillingPeriod } from '@purser/angular';
import { Address } from '../routing/address.ts';

/** A plan that somebody wanted before they were signed in. */
export interface RememberedChoice {
  readonly tier: string;
  readonly billingPeriod: BillingPeriod;
}

const storageKey = 'purser.choice';

/** Gets people signed in: in the sandbox by a dialog, elsewhere at the address that the host's page names. */
@Service()
export class SignIn {
  readonly #document = inject(DOCUMENT);
  readonly #here = inject(Address).url;
  readonly #catalog = inject(CatalogStore).catalog;
  readonly #storage = this.#document.defaultView?.sessionStorage;
  readonly #isAsking = signal(false);
  readonly #isUnavailable = signal(false);
  readonly #target = this.#document.querySelector<HTMLMetaElement>('meta[name="purser-sign-in-url"]')?.content ?? '';

  /** Whether the sandbox's dialog is open. */
  readonly isAsking = this.#isAsking.asReadonly();
  /** Somebody wanted to sign in, and this installation names no place for it. */
  readonly isUnavailable = this.#isUnavailable.asReadonly();
  readonly hasAddress = this.#target !== '';

  /** @param choice Taken up again once the person is signed in. */
  ask(choice?: RememberedChoice): void {
    // Asked without one, an older choice is no longer what the person is after.
    if (choice === undefined) this.#storage?.removeItem(storageKey);
    else this.#storage?.setItem(storageKey, JSON.stringify(choice));
    if (this.#catalog.value()?.sandbox === true) return this.#isAsking.set(true);
    if (this.#target === '') return this.#isUnavailable.set(true);
    const address = new URL(this.#target, this.#document.baseURI);
    address.searchParams.set('return_to', this.#here().href);
    this.#document.location.assign(address.href);
  }

  /** The dialog was closed without signing in. */
  cancel(): void {
    this.#storage?.removeItem(storageKey);
    this.#isAsking.set(false);
  }

  done(): void {
    this.#isAsking.set(false);
  }

  /** What was chosen before signing in, once: whoever takes it carries it out. */
  takeChoice(): RememberedChoice | null {
    const stored = this.#storage?.getItem(storageKey) ?? null;
    this.#storage?.removeItem(storageKey);
    return stored === null ? null : readChoice(stored);
  }
}

function readChoice(stored: string): RememberedChoice | null {
  const { tier, billingPeriod } = JSON.parse(stored) as Partial<Record<keyof RememberedChoice, unknown>>;
  if (typeof tier !== 'string' || (billingPeriod !== 'monthly' && billingPeriod !== 'annual')) return null;
  return { tier, billingPeriod };
}
