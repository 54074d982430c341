import { HttpClient, HttpHeaders } from '@angular/common/http';
import { DOCUMENT, DestroyRef, Service, inject, signal } from '@angular/core';
import type {
  Account,
  BillingPeriod,
  CatalogView,
  CheckoutConfirmation,
  CheckoutSessionCreated,
  CurrentSubscription,
  PortalSessionCreated,
} from '@purser/contract';
import { catchError, defer, from, map, of, switchMap, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import { toBillingProblem } from './billing-problem.ts';
import type { BillingProblem } from './billing-problem.ts';
import { BILLING } from './provide-billing.ts';

/** Where the person is being sent. */
export type Redirect =
  { readonly to: 'checkout'; readonly tier: string; readonly billingPeriod: BillingPeriod } | { readonly to: 'portal' };

export interface FailedRedirect {
  readonly redirect: Redirect;
  readonly problem: BillingProblem;
}

/** Purser's API as an Angular service. Every observable fails with a {@link BillingProblem} and nothing else. */
@Service()
export class PaymentService {
  readonly #http = inject(HttpClient);
  readonly #settings = inject(BILLING);
  readonly #document = inject(DOCUMENT);
  readonly #redirecting = signal<Redirect | null>(null);
  readonly #failedRedirect = signal<FailedRedirect | null>(null);

  /** Set from the click until the browser has left the page; a second click meanwhile does nothing. */
  readonly redirecting = this.#redirecting.asReadonly();
  /** Why the last redirect did not happen. Nothing was charged. */
  readonly failedRedirect = this.#failedRedirect.asReadonly();

  constructor() {
    // Back from Stripe, the browser may show the page as it was left, button still busy.
    const reset = (event: PageTransitionEvent) => {
      if (event.persisted) this.#redirecting.set(null);
    };
    const window = this.#document.defaultView;
    window?.addEventListener('pageshow', reset);
    inject(DestroyRef).onDestroy(() => window?.removeEventListener('pageshow', reset));
  }

  getCatalog(): Observable<CatalogView> {
    return this.#request<CatalogView>('GET', '/payments/catalog');
  }

  getAccount(): Observable<Account> {
    return this.#request<Account>('GET', '/payments/account');
  }

  getSubscription(): Observable<CurrentSubscription> {
    return this.#request<CurrentSubscription>('GET', '/payments/subscription');
  }

  createCheckoutSession(tier: string, billingPeriod: BillingPeriod): Observable<CheckoutSessionCreated> {
    return this.#request('POST', '/payments/create-checkout-session', { tier, billing_period: billingPeriod });
  }

  createPortalSession(returnUrl: string): Observable<PortalSessionCreated> {
    return this.#request('POST', '/payments/create-portal-session', { return_url: returnUrl });
  }

  /** Asks the service to look at Stripe now; the webhook may still be on its way. */
  confirmCheckout(sessionId: string): Observable<CheckoutConfirmation> {
    return this.#request('POST', '/payments/checkout/confirm', { session_id: sessionId });
  }

  /** Goes to Stripe's payment page. A refusal shows in {@link failedRedirect}, and the person stays here. */
  redirectToCheckout(tier: string, billingPeriod: BillingPeriod): void {
    const session = this.createCheckoutSession(tier, billingPeriod);
    this.#redirect({ to: 'checkout', tier, billingPeriod }, session.pipe(map((created) => created.checkout_url)));
  }

  /** Goes to Stripe's customer portal, which leads back to the account page. */
  redirectToPortal(): void {
    const returnUrl = new URL(this.#settings.paths.account, this.#document.baseURI).href;
    const session = this.createPortalSession(returnUrl);
    this.#redirect({ to: 'portal' }, session.pipe(map((created) => created.portal_url)));
  }

  dismissFailedRedirect(): void {
    this.#failedRedirect.set(null);
  }

  #redirect(redirect: Redirect, address: Observable<string>): void {
    if (this.#redirecting() !== null) return;
    this.#redirecting.set(redirect);
    this.#failedRedirect.set(null);
    address.subscribe({
      next: (url) => this.#settings.navigate(url),
      error: (problem: BillingProblem) => {
        this.#redirecting.set(null);
        this.#failedRedirect.set({ redirect, problem });
      },
    });
  }

  #request<T>(method: 'GET' | 'POST', path: string, body?: object): Observable<T> {
    const url = `${this.#settings.apiUrl}${path}`;
    return this.#headers().pipe(
      switchMap((headers) => this.#http.request<T>(method, url, { body, headers })),
      catchError((error: unknown) => throwError(() => toBillingProblem(error))),
    );
  }

  #headers(): Observable<HttpHeaders> {
    return defer(() => {
      const token = this.#settings.token?.() ?? null;
      return token instanceof Promise ? from(token) : of(token);
    }).pipe(map((token) => new HttpHeaders(token === null ? {} : { authorization: `Bearer ${token}` })));
  }
}
