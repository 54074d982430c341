import { Component, DOCUMENT, computed, effect, inject, viewChild } from '@angular/core';
import type { ElementRef } from '@angular/core';
import { CatalogStore, LiveRegion } from '@purser/angular';
import { Address, isPlainClick } from '../routing/address.ts';
import { Outlet } from '../routing/outlet.ts';
import { isRoute } from '../routing/routes.ts';
import { SandboxBar } from '../sandbox/sandbox-bar.ts';
import { Session } from '../session/session.ts';
import { SignIn } from '../session/sign-in.ts';

/** What every page has: whose it is, the way around, the policies, and the sandbox's bar where there is one. */
@Component({
  selector: 'app-root',
  templateUrl: './shell.html',
  imports: [LiveRegion, Outlet, SandboxBar],
  host: { class: 'shell', '(click)': 'follow($event)' },
})
export class Shell {
  protected readonly session = inject(Session);
  protected readonly signIn = inject(SignIn);
  protected readonly address = inject(Address);
  readonly #catalog = inject(CatalogStore).catalog;
  readonly #document = inject(DOCUMENT);
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');

  protected readonly brand = computed(() => this.#catalog.value()?.brand);
  protected readonly isSandbox = computed(() => this.#catalog.value()?.sandbox === true);

  constructor() {
    effect(() => {
      const brand = this.brand();
      if (brand === undefined) return;
      const { style } = this.#document.documentElement;
      style.setProperty('--purser-accent', `light-dark(${brand.accent}, ${brand.accent_dark})`);
    });
  }

  protected skip(event: Event): void {
    event.preventDefault();
    this.main().nativeElement.focus();
  }

  /** Plain links to our own pages need no page load. */
  protected follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null || event.defaultPrevented || !isPlainClick(event) || link.target !== '') return;
    const url = new URL(link.href, this.#document.baseURI);
    if (url.origin !== this.address.url().origin || !isRoute(url.pathname)) return;
    event.preventDefault();
    this.address.go(url.pathname + url.search);
  }
}
