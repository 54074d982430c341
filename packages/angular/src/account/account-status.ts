import { Component, computed, inject, input, output } from '@angular/core';
import {
  AccountStore,
  BILLING,
  BillingLink,
  CatalogStore,
  Heading,
  Messages,
  PaymentService,
  Sentence,
  below,
  viewerTimeZone,
} from '@purser/angular';
import type { Account, AccountView, CatalogView, HeadingLevel, Loaded } from '@purser/angular';
import { ProblemNotice, Region, RegionLoading, RegionReady } from '@purser/angular/region';
import { describeAccount } from './describe-account.ts';
import type { StatusTone } from './describe-account.ts';

interface Shown {
  readonly view: AccountView;
  readonly catalog: CatalogView;
}

/** The viewer's plan, what it costs, when it renews or ends, and the way to Stripe's portal. */
@Component({
  selector: 'purser-account-status',
  templateUrl: './account-status.html',
  imports: [BillingLink, Heading, ProblemNotice, Region, RegionLoading, RegionReady, Sentence],
  host: { class: 'purser-account' },
})
export class AccountStatus {
  readonly headingLevel = input<HeadingLevel>(2);
  readonly signInRequested = output<void>();

  protected readonly messages = inject(Messages);
  protected readonly paths = inject(BILLING).paths;
  protected readonly timeZone = viewerTimeZone();
  protected readonly below = below;
  readonly #now = inject(BILLING).now;
  readonly #account = inject(AccountStore).account;
  readonly #catalog = inject(CatalogStore).catalog;
  readonly #payments = inject(PaymentService);

  protected readonly redirecting = this.#payments.redirecting;
  protected readonly failed = this.#payments.failedRedirect;
  /** The account's sentences need the catalog's names, so the two are one thing to wait for. */
  protected readonly source: Loaded<Shown> = {
    value: computed(() => {
      const view = this.#account.value();
      const catalog = this.#catalog.value();
      return view && catalog ? { view, catalog } : undefined;
    }),
    state: computed(() => {
      const states = [this.#account.state(), this.#catalog.state()] as const;
      return (['error', 'loading', 'stale'] as const).find((state) => states.includes(state)) ?? 'ready';
    }),
    problem: computed(() => this.#account.problem() ?? this.#catalog.problem()),
    isLoading: computed(() => this.#account.isLoading() || this.#catalog.isLoading()),
    reload: () => {
      if (this.#account.state() !== 'ready') this.#account.reload();
      if (this.#catalog.state() !== 'ready') this.#catalog.reload();
    },
  };

  constructor() {
    this.#payments.dismissFailedRedirect();
  }

  protected describe(account: Account, catalog: CatalogView) {
    return describeAccount(account, catalog, this.#now());
  }

  protected iconOf(tone: StatusTone): string {
    const drawings = {
      good: 'M4.5 10.5l3.5 3.5 7.5-8',
      attention: 'M10 5v6.5M10 15v.01',
      bad: 'M10 5v6.5M10 15v.01',
      neutral: 'M5 10h10',
    };
    return drawings[tone];
  }

  protected openPortal(): void {
    this.#payments.redirectToPortal();
  }
}
