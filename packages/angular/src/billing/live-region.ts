import { Component, inject } from '@angular/core';
import { Announcer } from './announcer.ts';

/** Place it once, in the shell, outside of anything that is added or removed. */
@Component({
  selector: 'purser-live-region',
  template: `
    <div class="purser-visually-hidden" role="status">{{ announcer.polite() }}</div>
    <div class="purser-visually-hidden" aria-live="assertive">{{ announcer.assertive() }}</div>
  `,
})
export class LiveRegion {
  protected readonly announcer = inject(Announcer);
}
