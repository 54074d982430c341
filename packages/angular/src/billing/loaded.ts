import { computed, linkedSignal } from '@angular/core';
import type { ResourceRef, Signal } from '@angular/core';
import type { BillingProblem } from './billing-problem.ts';

/** `stale`: what is shown was true once, and could not be loaded again. */
export type LoadState = 'loading' | 'error' | 'stale' | 'ready';

/** Something fetched, with all that a screen must be able to say about it. Reading it never throws. */
export interface Loaded<T> {
  readonly state: Signal<LoadState>;
  readonly value: Signal<T | undefined>;
  readonly problem: Signal<BillingProblem | undefined>;
  readonly isLoading: Signal<boolean>;
  reload(): void;
}

/**
 * Gives a resource a memory: what was loaded stays while it is loaded again, and when that fails.
 *
 * @param owner Whose value it is. Nobody ever sees what was loaded for somebody else.
 */
export function keepLast<T>(resource: ResourceRef<T | undefined>, owner: () => string): Loaded<T> {
  const value = linkedSignal<{ owner: string; value: T | undefined }, T | undefined>({
    source: () => ({ owner: owner(), value: resource.hasValue() ? resource.value() : undefined }),
    computation: (now, before) => now.value ?? (before?.source.owner === now.owner ? before.value : undefined),
  }).asReadonly();
  const problem = computed(() => resource.error() as BillingProblem | undefined);
  const state = computed<LoadState>(() => {
    if (value() === undefined) return problem() === undefined ? 'loading' : 'error';
    return problem() === undefined ? 'ready' : 'stale';
  });
  return { state, value, problem, isLoading: resource.isLoading, reload: () => void resource.reload() };
}
