import { NgComponentOutlet } from '@angular/common';
import {
  Component,
  DOCUMENT,
  ElementRef,
  Injector,
  afterNextRender,
  computed,
  effect,
  inject,
  resource,
  untracked,
} from '@angular/core';
import { CatalogStore, Messages } from '@purser/angular';
import { Address } from './address.ts';
import { routeAt } from './routes.ts';

/** The page that the address names, with its title, and its heading focused when it is a new one. */
@Component({
  selector: 'app-outlet',
  template: `
    @if (page.hasValue()) {
      <ng-container [ngComponentOutlet]="page.value()" />
    } @else if (page.error()) {
      <div class="page page--narrow">
        <div class="purser-panel purser-panel--centered">
          <h1>This page could not be loaded</h1>
          <p>Check your connection. If there is a newer version of this site, reloading brings it.</p>
          <button type="button" class="purser-button purser-button--primary" (click)="reload()">
            {{ messages.text('region.try_again') }}
          </button>
        </div>
      </div>
    } @else {
      <h1 class="purser-visually-hidden">{{ route().title }}</h1>
    }
  `,
  imports: [NgComponentOutlet],
})
export class Outlet {
  protected readonly messages = inject(Messages);
  readonly #address = inject(Address);
  readonly #document = inject(DOCUMENT);
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly #injector = inject(Injector);
  readonly #catalog = inject(CatalogStore).catalog;
  protected readonly route = computed(() => routeAt(this.#address.path()));
  protected readonly page = resource({ params: () => this.route(), loader: ({ params }) => params.load() });

  constructor() {
    effect(() => {
      const brand = this.#catalog.value()?.brand.name;
      const { title } = this.route();
      this.#document.title = brand === undefined ? title : `${title} · ${brand}`;
    });
    let isFirst = true;
    effect(() => {
      if (!this.page.hasValue()) return;
      this.page.value();
      // Arriving from elsewhere, the browser starts at the top, as people expect.
      if (!isFirst) untracked(() => afterNextRender(() => this.#focusHeading(), { injector: this.#injector }));
      isFirst = false;
    });
  }

  protected reload(): void {
    this.#document.location.reload();
  }

  #focusHeading(): void {
    const heading = this.#host.nativeElement.querySelector<HTMLElement>('h1');
    if (heading === null) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}
