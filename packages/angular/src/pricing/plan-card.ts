import { Component, computed, inject, input, output } from '@angular/core';
import { Heading, Messages, Sentence } from '@purser/angular';
import type { BillingProblem, CatalogPlan, HeadingLevel, Text } from '@purser/angular';
import { ProblemNotice } from '@purser/angular/region';
import type { PlanAction, PlanCallToAction } from './call-to-action.ts';
import type { PlanPrice } from './plan-price.ts';

/** One plan: what it is, what it costs, what its button does, what it includes. */
@Component({
  selector: 'purser-plan-card',
  templateUrl: './plan-card.html',
  imports: [Heading, ProblemNotice, Sentence],
  host: { class: 'purser-plan-card' },
})
export class PlanCard {
  readonly plan = input.required<CatalogPlan>();
  readonly price = input.required<PlanPrice>();
  /** Not known yet while the account is loading. */
  readonly callToAction = input<PlanCallToAction>();
  readonly trial = input<readonly Text[]>([]);
  readonly isChosen = input(false);
  /** Which of the card's buttons is on its way to Stripe. */
  readonly busy = input<'action' | 'manage'>();
  readonly problem = input<BillingProblem>();
  readonly headingLevel = input<HeadingLevel>(2);
  readonly acted = output<PlanAction>();
  readonly managed = output<void>();

  protected readonly messages = inject(Messages);
  protected readonly headingId = computed(() => `purser-plan-${this.plan().id}`);
}
