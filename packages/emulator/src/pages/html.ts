/**
 * Markup that is safe to send. Whatever a template prints is escaped, unless it is markup itself: a customer named
 * `<b>` shows as such, and forgetting to escape is not possible.
 */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

/** What a template can print. `null`, `undefined`, `false` and `''` print nothing; a list prints its members. */
export type Printable = Html | string | number | boolean | null | undefined | readonly Printable[];

const replacements: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function print(value: Printable): string {
  if (value === null || value === undefined || value === false || value === true) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(print).join('');
  return String(value).replace(/[&<>"']/g, (character) => replacements[character] ?? character);
}

/** Makes markup: the template's own text as it stands, every value escaped. Attribute values must be quoted. */
export function html(strings: TemplateStringsArray, ...values: readonly Printable[]): Html {
  let text = strings[0] ?? '';
  for (const [index, value] of values.entries()) text += print(value) + (strings[index + 1] ?? '');
  return new Html(text);
}

/** Prints attributes: `true` gives the bare name, `undefined`, `null` and `false` leave it out. */
export function attributes(named: Readonly<Record<string, string | number | boolean | null | undefined>>): Html {
  let text = '';
  for (const [name, value] of Object.entries(named)) {
    if (value === undefined || value === null || value === false) continue;
    text += value === true ? ` ${name}` : ` ${name}="${print(value)}"`;
  }
  return new Html(text);
}
