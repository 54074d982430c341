import { NgTemplateOutlet } from '@angular/common';
import {
  Component,
  Directive,
  TemplateRef,
  computed,
  contentChild,
  effect,
  inject,
  input,
  signal,
} from '@angular/core';
import { Messages } from '@purser/angular';
import type { Loaded, Text } from '@purser/angular';
import { ProblemNotice } from './problem-notice.ts';

/** Drawn once there is a value, and kept while it is loaded again. */
@Directive({ selector: 'ng-template[purserRegionReady]' })
export class RegionReady<T> {
  readonly template = inject<TemplateRef<{ $implicit: T }>>(TemplateRef);
  /** The region's own source, given again for the type of `let-value` alone. */
  readonly purserRegionReady = input.required<Loaded<T>>();

  static ngTemplateContextGuard<T>(_: RegionReady<T>, context: unknown): context is { $implicit: T } {
    return context !== undefined;
  }
}

/** A skeleton of the size of what is coming, so that nothing moves when it comes. */
@Directive({ selector: 'ng-template[purserRegionLoading]' })
export class RegionLoading {
  readonly template = inject<TemplateRef<unknown>>(TemplateRef);
}

/** Instead of the ready template while `isEmpty` is true. */
@Directive({ selector: 'ng-template[purserRegionEmpty]' })
export class RegionEmpty {
  readonly template = inject<TemplateRef<unknown>>(TemplateRef);
}

/** Still nothing after this long: say so, and offer to try again. */
const slowMs = 10_000;

/** Draws something fetched in whichever of its five states it is: loading, error, empty, stale or ready. */
@Component({
  selector: 'purser-region',
  templateUrl: './region.html',
  imports: [NgTemplateOutlet, ProblemNotice],
  host: { class: 'purser-region', '[attr.aria-busy]': "source().state() === 'loading' ? 'true' : null" },
})
export class Region<T> {
  readonly source = input.required<Loaded<T>>();
  readonly isEmpty = input(false);
  /** Says what could not be loaded. */
  readonly errorMessage = input.required<string | Text>();

  protected readonly ready = contentChild.required<RegionReady<T>>(RegionReady);
  protected readonly loading = contentChild(RegionLoading);
  protected readonly empty = contentChild(RegionEmpty);
  protected readonly messages = inject(Messages);
  protected readonly isSlow = signal(false);
  protected readonly context = computed(() => ({ $implicit: this.source().value() as T }));

  constructor() {
    effect((onCleanup) => {
      this.isSlow.set(false);
      if (!this.source().isLoading()) return;
      const timer = setTimeout(() => this.isSlow.set(true), slowMs);
      onCleanup(() => clearTimeout(timer));
    });
  }
}
