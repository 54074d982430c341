import { DOCUMENT, Component, computed, inject, input, output, signal } from '@angular/core';
import { Messages, Sentence, problemText } from '@purser/angular';
import type { BillingProblem } from '@purser/angular';

/** What went wrong, what to do next, and the request id for support. */
@Component({
  selector: 'purser-problem-notice',
  templateUrl: './problem-notice.html',
  imports: [Sentence],
  host: { class: 'purser-notice purser-notice--danger' },
})
export class ProblemNotice {
  readonly title = input<string>();
  readonly problem = input.required<BillingProblem>();
  /** Says that no money moved; for problems on the way to paying. */
  readonly saysNotCharged = input(false);
  readonly canRetry = input(true);
  readonly retried = output<void>();

  protected readonly messages = inject(Messages);
  protected readonly text = computed(() => problemText(this.problem()));
  protected readonly isCopied = signal(false);
  readonly #clipboard = inject(DOCUMENT).defaultView?.navigator.clipboard;

  protected async copy(requestId: string): Promise<void> {
    await this.#clipboard?.writeText(requestId);
    this.isCopied.set(true);
  }
}
