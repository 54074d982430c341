import { NgTemplateOutlet } from '@angular/common';
import { Component, input } from '@angular/core';

export type HeadingLevel = 1 | 2 | 3 | 4 | 5 | 6;

/** One level below, for what stands under a heading whose level the host application chose. */
export function below(level: HeadingLevel): HeadingLevel {
  return Math.min(level + 1, 6) as HeadingLevel;
}

/** A native heading whose level fits the page that it is embedded in. */
@Component({
  selector: 'purser-heading',
  imports: [NgTemplateOutlet],
  host: { class: 'purser-heading' },
  template: `
    <ng-template #content><ng-content /></ng-template>
    @switch (level()) {
      @case (1) {
        <h1 [attr.id]="headingId()"><ng-container [ngTemplateOutlet]="content" /></h1>
      }
      @case (2) {
        <h2 [attr.id]="headingId()"><ng-container [ngTemplateOutlet]="content" /></h2>
      }
      @case (3) {
        <h3 [attr.id]="headingId()"><ng-container [ngTemplateOutlet]="content" /></h3>
      }
      @case (4) {
        <h4 [attr.id]="headingId()"><ng-container [ngTemplateOutlet]="content" /></h4>
      }
      @case (5) {
        <h5 [attr.id]="headingId()"><ng-container [ngTemplateOutlet]="content" /></h5>
      }
      @default {
        <h6 [attr.id]="headingId()"><ng-container [ngTemplateOutlet]="content" /></h6>
      }
    }
  `,
})
export class Heading {
  readonly level = input.required<HeadingLevel>();
  readonly headingId = input<string | null>(null);
}
