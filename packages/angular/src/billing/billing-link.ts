import { Directive, inject, input } from '@angular/core';
import { BILLING } from './provide-billing.ts';

/** A real link to a page of the host application that goes through its `navigate`, so that its router can follow. */
@Directive({
  selector: 'a[purserLink]',
  host: { '[attr.href]': 'purserLink()', '(click)': 'follow($event)' },
})
export class BillingLink {
  readonly #navigate = inject(BILLING).navigate;
  readonly purserLink = input.required<string>();

  protected follow(event: MouseEvent): void {
    // With a modifier the person wants a new tab or window, which is the browser's business.
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.#navigate(this.purserLink());
  }
}
