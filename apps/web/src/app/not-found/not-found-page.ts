import { Component } from '@angular/core';

@Component({
  selector: 'app-not-found-page',
  template: `
    <div class="purser-panel purser-panel--centered">
      <h1>There is nothing here</h1>
      <p>The address may be mistyped, or the page has moved.</p>
      <a class="purser-button purser-button--primary" href="/pricing">See plans</a>
    </div>
  `,
  host: { class: 'page page--narrow' },
})
export class NotFoundPage {}
