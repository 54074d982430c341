import { Component, computed, effect, inject, input, model, output, signal, untracked } from '@angular/core';
import {
  AccountStore,
  Announcer,
  BILLING,
  CatalogStore,
  Heading,
  Messages,
  PaymentService,
  Sentence,
  below,
} from '@purser/angular';
import type { BillingPeriod, CatalogPlan, HeadingLevel, Redirect, Text } from '@purser/angular';
import { Region, RegionEmpty, RegionLoading, RegionReady } from '@purser/angular/region';
import { BillingPeriodControl } from './billing-period-control.ts';
import { callToAction } from './call-to-action.ts';
import type { PlanAction, Viewer } from './call-to-action.ts';
import { PlanCard } from './plan-card.ts';
import { PlanChoice } from './plan-choice.ts';
import { planPrice, priceFor, soldPeriods } from './plan-price.ts';
import { trialPromise } from './trial-promise.ts';

/** All plans that are for sale, each with the button that fits the person who looks. */
@Component({
  selector: 'purser-pricing-table',
  templateUrl: './pricing-table.html',
  imports: [BillingPeriodControl, Heading, PlanCard, Region, RegionEmpty, RegionLoading, RegionReady, Sentence],
  host: { class: 'purser-pricing' },
})
export class PricingTable {
  readonly headingLevel = input<HeadingLevel>(1);
  /** Null means the catalog's own choice. */
  readonly billingPeriod = model<BillingPeriod | null>(null);
  /** A plan chosen earlier, before signing in for one. */
  readonly chosenTier = input<string | null>(null);
  readonly planChosen = output<PlanChoice>();
  /** Somebody who is not signed in chose a plan. Signing in is the host's business. */
  readonly signInRequested = output<PlanChoice>();

  protected readonly messages = inject(Messages);
  protected readonly catalog = inject(CatalogStore).catalog;
  protected readonly account = inject(AccountStore).account;
  protected readonly haveChanged = signal(false);
  protected readonly below = below;
  readonly #settings = inject(BILLING);
  readonly #payments = inject(PaymentService);
  readonly #announcer = inject(Announcer);

  readonly #clicked = signal<{ readonly tier: string | null; readonly button: 'action' | 'manage' } | null>(null);

  protected readonly plans = computed(() => this.catalog.value()?.plans ?? []);
  protected readonly periods = computed(() => soldPeriods(this.plans()));
  protected readonly shownPeriod = computed<BillingPeriod>(() => {
    const wanted = this.billingPeriod() ?? this.catalog.value()?.default_billing_period ?? 'annual';
    return this.periods().includes(wanted) ? wanted : (this.periods()[0] ?? wanted);
  });
  readonly #viewer = computed<Viewer | undefined>(
    () => this.account.value() ?? (this.account.state() === 'error' ? { kind: 'unknown' } : undefined),
  );
  protected readonly cards = computed(() => this.plans().map((plan) => this.#card(plan)));
  protected readonly legacy = computed<Text | null>(() => {
    const view = this.#viewer();
    const subscription = view?.kind === 'signed_in' ? view.account.subscription : null;
    if (!subscription || this.plans().some((plan) => plan.id === subscription.tier)) return null;
    const key = subscription.billing_period === 'annual' ? 'price.annual' : 'price.monthly';
    const price: Text = { key, values: { price: subscription.price } };
    return { key: 'legacy.banner', values: { plan: subscription.tier, price } };
  });
  protected readonly isLeavingForPortal = computed(() => this.#payments.redirecting()?.to === 'portal');
  protected readonly currencyLine = computed<Text>(() => {
    const currency = this.catalog.value()?.currency.toUpperCase() ?? '';
    return { key: 'pricing.currency', values: { currency } };
  });
  protected readonly contactHref = computed(() => {
    const contact = this.catalog.value()?.enterprise?.contact ?? '';
    return contact.includes(':') ? contact : `mailto:${contact}`;
  });

  constructor() {
    this.#payments.dismissFailedRedirect();
    effect(() => {
      const code = this.#payments.failedRedirect()?.problem.code;
      untracked(() => this.#lookAgainAfter(code));
    });
  }

  protected act(action: PlanAction, plan: CatalogPlan): void {
    if (this.#payments.redirecting() !== null) return;
    if (action.kind === 'portal') return this.manage(plan, 'action');
    if (action.kind !== 'checkout' && action.kind !== 'sign_in') return;
    this.#clicked.set({ tier: plan.id, button: 'action' });
    this.haveChanged.set(false);
    const period = priceFor(plan, this.shownPeriod())?.billing_period ?? this.shownPeriod();
    const choice = new PlanChoice(plan.id, period);
    if (action.kind === 'sign_in') return this.signInRequested.emit(choice);
    this.planChosen.emit(choice);
    if (!choice.isPrevented) this.#payments.redirectToCheckout(choice.tier, choice.billingPeriod);
  }

  protected manage(plan: CatalogPlan | null, button: 'action' | 'manage' = 'manage'): void {
    if (this.#payments.redirecting() !== null) return;
    this.#clicked.set({ tier: plan?.id ?? null, button });
    this.#payments.redirectToPortal();
  }

  #card(plan: CatalogPlan) {
    const billingPeriod = this.shownPeriod();
    const viewer = this.#viewer();
    const { locale } = this.messages;
    const currency = this.catalog.value()?.currency ?? 'usd';
    const call = viewer && callToAction({ plan, plans: this.plans(), billingPeriod }, viewer);
    return {
      plan,
      price: planPrice(plan, { billingPeriod, currency, locale }),
      callToAction: call,
      trial: viewer ? trialPromise(plan, { billingPeriod, viewer, now: this.#settings.now() }) : [],
      ...this.#progress(plan),
    };
  }

  /** What the last click is doing, on the card that it was made on. */
  #progress(plan: CatalogPlan) {
    const redirecting = this.#payments.redirecting();
    const failed = this.#payments.failedRedirect();
    return {
      busy: redirecting && this.#cardOf(redirecting) === plan.id ? (this.#clicked()?.button ?? 'action') : undefined,
      problem: failed && this.#cardOf(failed.redirect) === plan.id ? failed.problem : undefined,
    };
  }

  /** The host may have sent the person to checkout itself, after signing in; then nothing was clicked here. */
  #cardOf(redirect: Redirect): string | null {
    const clicked = this.#clicked();
    if (clicked !== null) return clicked.tier;
    return redirect.to === 'checkout' ? redirect.tier : null;
  }

  #lookAgainAfter(code: string | undefined): void {
    if (code === 'already_subscribed') this.account.reload();
    if (code !== 'price_not_available') return;
    this.catalog.reload();
    this.haveChanged.set(true);
    this.#announcer.announce(this.messages.text('pricing.prices_changed'));
  }
}
