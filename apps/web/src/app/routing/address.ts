import { DOCUMENT, DestroyRef, Service, computed, inject, signal } from '@angular/core';

/**
 * The address bar as a signal.
 *
 * This application has five flat pages. `@angular/router` would be a third of everything that the pricing page loads,
 * which is why there is this instead.
 */
@Service()
export class Address {
  readonly #document = inject(DOCUMENT);
  readonly #window = this.#document.defaultView;
  readonly #url = signal(this.#read());

  readonly url = this.#url.asReadonly();
  readonly path = computed(() => this.#url().pathname);

  constructor() {
    const follow = () => this.#url.set(this.#read());
    this.#window?.addEventListener('popstate', follow);
    // People arrive at the plans; one page has one address.
    if (this.path() === '/') this.#replace(new URL(`/pricing${this.#url().search}`, this.#url()));
    inject(DestroyRef).onDestroy(() => this.#window?.removeEventListener('popstate', follow));
  }

  /** A value of the query, null when it is not there. */
  query(name: string): string | null {
    return this.#url().searchParams.get(name);
  }

  /** Goes to another page of ours; back leads here again. */
  go(url: string): void {
    this.#window?.history.pushState(null, '', url);
    this.#document.documentElement.scrollTop = 0;
    this.#url.set(this.#read());
  }

  /** Changes the query in place, so that the address can be kept or sent to somebody; null removes a value. */
  setQuery(values: Readonly<Record<string, string | null>>): void {
    const url = new URL(this.#url());
    for (const [name, value] of Object.entries(values)) {
      if (value === null) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    this.#replace(url);
  }

  #replace(url: URL): void {
    this.#window?.history.replaceState(null, '', url);
    this.#url.set(this.#read());
  }

  #read(): URL {
    return new URL(this.#window?.location.href ?? 'http://localhost/');
  }
}

/** Whether a click on a link is one that the application should follow itself. */
export function isPlainClick(event: MouseEvent): boolean {
  return event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}
