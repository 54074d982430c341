import { Service, inject } from '@angular/core';
import type { Money } from '@purser/contract';
import { BILLING } from './provide-billing.ts';
import { formatDate } from './dates.ts';
import { englishMessages } from './english-messages.ts';
import { formatMoney } from './money.ts';

export type MessageKey = keyof typeof englishMessages;

/** A sentence with `{named}` places, or one per plural form of its `count`. */
export type Message = string | ({ readonly other: string } & { readonly [form in Intl.LDMLPluralRule]?: string });

/** What may stand in a place; amounts, dates and numbers are written as the locale writes them. */
export type MessageValue = string | number | Date | Money | Text;

/** A sentence not yet written out, so that rules can choose one without knowing a language. */
export interface Text {
  readonly key: MessageKey;
  readonly values?: Readonly<Record<string, MessageValue>>;
}

/** A piece of a sentence; dates keep their machine-readable form for `<time>`. */
export type TextPart = string | { readonly text: string; readonly datetime: string };

/** The dictionary: English, overlaid by the messages given to `provideBilling`. */
@Service()
export class Messages {
  readonly #settings = inject(BILLING);
  readonly #plurals = new Intl.PluralRules(this.#settings.locale);

  get locale(): string {
    return this.#settings.locale;
  }

  text(key: MessageKey, values?: Text['values']): string {
    return this.write(values === undefined ? { key } : { key, values });
  }

  /** Text that is a string already, such as a plan's own call to action, stays as it is. */
  write(text: string | Text): string {
    return this.parts(text)
      .map((part) => (typeof part === 'string' ? part : part.text))
      .join('');
  }

  parts(text: string | Text): TextPart[] {
    if (typeof text === 'string') return [text];
    const values = text.values ?? {};
    return this.#template(text)
      .split(/(\{\w+\})/)
      .filter((piece) => piece !== '')
      .flatMap((piece) => {
        const name = /^\{(\w+)\}$/.exec(piece)?.[1];
        const value = name === undefined ? undefined : values[name];
        return value === undefined ? [piece] : this.#valueParts(value);
      });
  }

  #template({ key, values }: Text): string {
    const message: Message = this.#settings.messages[key] ?? englishMessages[key];
    if (typeof message === 'string') return message;
    const count = values?.['count'];
    return (typeof count === 'number' ? message[this.#plurals.select(count)] : undefined) ?? message.other;
  }

  #valueParts(value: MessageValue): TextPart[] {
    if (typeof value === 'string') return [value];
    if (typeof value === 'number') return [new Intl.NumberFormat(this.locale).format(value)];
    if (value instanceof Date) return [{ text: formatDate(value, this.locale), datetime: value.toISOString() }];
    if ('key' in value) return this.parts(value);
    return [formatMoney(value, { locale: this.locale })];
  }
}
