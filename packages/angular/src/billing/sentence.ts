import { Component, computed, inject, input } from '@angular/core';
import { Messages } from './messages.ts';
import type { Text, TextPart } from './messages.ts';

/** Writes a sentence out, its dates as `<time>`. */
@Component({
  selector: 'purser-sentence',
  // One line: between the parts of a sentence, white space would be text.
  template: `@for (part of parts(); track $index) {
    @if (isDate(part)) {
      <time [attr.datetime]="part.datetime">{{ part.text }}</time>
    } @else {
      <span>{{ part }}</span>
    }
  }`,
})
export class Sentence {
  readonly #messages = inject(Messages);
  readonly text = input.required<string | Text>();
  protected readonly parts = computed(() => this.#messages.parts(this.text()));

  protected isDate(part: TextPart): part is Exclude<TextPart, string> {
    return typeof part !== 'string';
  }
}
