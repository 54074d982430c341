import { attributes, html } from './html.ts';
import type { Html, Printable } from './html.ts';

/** What a person typed, by field name. */
export type FormValues = Readonly<Record<string, string | undefined>>;

/** What stands in a form and what is wrong with it. */
export interface FormState {
  values: FormValues;
  errors: FormValues;
}

interface FieldOptions {
  name: string;
  label: string;
  form: FormState;
  autocomplete?: string;
  /** `when-shown`: only while it can be seen, which plain HTML cannot say; the script and the server do. */
  required?: boolean | 'when-shown';
  hint?: string;
  /** Ids of the parts of the page that change with this field. */
  recalculates?: string;
}

interface TextFieldOptions extends FieldOptions {
  type?: 'text' | 'email' | 'tel';
  inputmode?: 'numeric' | 'email' | 'tel';
  placeholder?: string;
  maxlength?: number;
  /** Said when the browser finds the field's type violated; its own wording differs by language and brand. */
  mistake?: string;
  pattern?: string;
  /** Whether the page opens here. */
  hasFocus?: boolean;
}

export function textField(options: TextFieldOptions): Html {
  const { name, form } = options;
  return fieldFrame(
    options,
    html`<input${attributes({
      ...inputAttributes(options),
      type: options.type ?? 'text',
      value: form.values[name],
      inputmode: options.inputmode,
      placeholder: options.placeholder,
      maxlength: options.maxlength ?? 200,
      pattern: options.pattern,
      autofocus: options.hasFocus,
      'data-mistake': options.mistake,
    })} />`,
  );
}

export function textArea(options: FieldOptions): Html {
  const named = attributes({ ...inputAttributes(options), maxlength: 1000 });
  return fieldFrame(options, html`<textarea${named}>${options.form.values[options.name]}</textarea>`);
}

export interface SelectOption {
  value: string;
  label: string;
  /** Space-separated country codes that prefer this option. */
  countries?: string;
}

export function selectField(options: FieldOptions & { options: readonly SelectOption[] }): Html {
  const chosen = options.form.values[options.name] ?? '';
  const choices = options.options.map(
    ({ value, label, countries }) =>
      html`<option${attributes({ value, selected: value === chosen, 'data-country': countries })}>${label}</option>`,
  );
  return fieldFrame(options, html`<select${attributes(inputAttributes(options))}>${choices}</select>`);
}

export function checkbox(options: {
  name: string;
  label: Printable;
  isChecked: boolean;
  required?: boolean;
  recalculates?: string;
}): Html {
  const named = attributes({
    type: 'checkbox',
    id: options.name,
    name: options.name,
    value: 'true',
    checked: options.isChecked,
    required: options.required,
    'data-recalculates': options.recalculates,
    'aria-describedby': options.required ? `${options.name}-error` : undefined,
  });
  return html`<div class="choice"><input${named} /><label for="${options.name}">${options.label}</label></div>`;
}

export function radio(options: {
  name: string;
  value: string;
  label: Printable;
  isChecked: boolean;
  recalculates?: string;
}): Html {
  const id = `${options.name}-${options.value}`;
  const named = attributes({
    type: 'radio',
    id,
    name: options.name,
    value: options.value,
    checked: options.isChecked,
    'data-recalculates': options.recalculates,
  });
  return html`<div class="choice"><input${named} /><label for="${id}">${options.label}</label></div>`;
}

/** A sentence that belongs to a whole form, and takes the focus when the page opens, so that it is read first. */
export function alertNotice(message: string | null | undefined): Html {
  if (!message) return html``;
  return html`<p class="notice danger" role="alert" tabindex="-1" autofocus>${message}</p>`;
}

function inputAttributes({ name, form, autocomplete, required, hint, recalculates }: FieldOptions) {
  const error = form.errors[name];
  const describedBy = [hint ? `${name}-hint` : '', `${name}-error`].filter(Boolean).join(' ');
  return {
    id: name,
    name,
    autocomplete,
    required: (required ?? true) === true,
    'data-needed': required === 'when-shown' ? 'true' : undefined,
    'aria-invalid': error ? 'true' : undefined,
    'aria-describedby': describedBy,
    'data-recalculates': recalculates,
  };
}

function fieldFrame({ name, label, form, hint, required }: FieldOptions, control: Html): Html {
  return html`<div class="field">
    <label for="${name}">${label}${required === false ? html` <span class="muted">(optional)</span>` : ''}</label>
    ${control} ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ''}
    <p class="field-error" id="${name}-error">${form.errors[name]}</p>
  </div>`;
}
