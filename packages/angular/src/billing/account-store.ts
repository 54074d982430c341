import { Service, computed, inject } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import type { Account } from '@purser/contract';
import { catchError, map, of, throwError } from 'rxjs';
import type { Observable } from 'rxjs';
import type { BillingProblem } from './billing-problem.ts';
import { keepLast } from './loaded.ts';
import type { Loaded } from './loaded.ts';
import { PaymentService } from './payment-service.ts';
import { BILLING } from './provide-billing.ts';

/** `signed_out` instead of null, because null is what a resource has while it has nothing. */
export type AccountView = { readonly kind: 'signed_out' } | { readonly kind: 'signed_in'; readonly account: Account };

const signedOut: AccountView = { kind: 'signed_out' };

/** The viewer's plan and status; loaded anew for another viewer. */
@Service()
export class AccountStore {
  readonly #payments = inject(PaymentService);
  readonly #viewer = inject(BILLING).viewer;
  // A resource does not run without parameters, so nobody is the empty text.
  readonly #owner = computed(() => this.#viewer() ?? '');

  readonly account: Loaded<AccountView> = keepLast(
    rxResource({
      params: () => ({ owner: this.#owner() }),
      stream: ({ params }) => (params.owner === '' ? of(signedOut) : this.#load()),
    }),
    this.#owner,
  );

  #load(): Observable<AccountView> {
    return this.#payments.getAccount().pipe(
      map((account): AccountView => ({ kind: 'signed_in', account })),
      catchError((problem: BillingProblem) =>
        problem.code === 'unauthenticated' ? of(signedOut) : throwError(() => problem),
      ),
    );
  }
}
