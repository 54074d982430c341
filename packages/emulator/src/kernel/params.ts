import { listedValues } from './enum-orders.ts';
import { invalidRequest, missingParam } from './errors.ts';
import { isHash } from './fields.ts';
import { UploadedFile } from './multipart.ts';
import { operationTable } from './operation-table.ts';
import type { Schema } from './declared-operation.ts';

/** v1 sends texts, v2 sends JSON's own types. */
export type Encoding = 'form' | 'json';

const usualMaximumLength = 5000;

/**
 * Checks what was sent against the operation's declared parameters and gives it the declared types.
 *
 * @throws StripeError as Stripe refuses: unknown, missing, empty, too long, of a wrong type, not of the list.
 */
export function checkParams(schema: number, sent: Readonly<Record<string, unknown>>, encoding: Encoding): object {
  const declared: Schema | undefined = schema < 0 ? { k: 'object', fields: {} } : operationTable.schemas[schema];
  if (declared?.k !== 'object') throw new Error(`Schema ${schema} does not describe parameters`);
  return checkObject(declared, sent, '', encoding);
}

type ObjectSchema = Extract<Schema, { k: 'object' }>;
type TextSchema = Extract<Schema, { k: 'string' | 'integer' | 'number' | 'decimal' | 'boolean' | 'enum' }>;

function schemaAt(index: number): Schema {
  return operationTable.schemas[index] as Schema;
}

function checkObject(
  schema: ObjectSchema,
  sent: Readonly<Record<string, unknown>>,
  path: string,
  encoding: Encoding,
): object {
  const checked: Record<string, unknown> = {};
  const unknown: string[] = [];
  for (const name in sent) {
    if (!Object.hasOwn(schema.fields, name)) unknown.push(inside(path, name));
  }
  if (unknown.length) throw unknownParams(unknown);
  for (const name in sent) {
    const value = sent[name];
    if (value !== undefined)
      checked[name] = check(schemaAt(schema.fields[name] as number), value, inside(path, name), encoding);
  }
  for (const name of schema.required ?? []) {
    if (checked[name] === undefined) throw missingParam(inside(path, name));
  }
  return checked;
}

function inside(path: string, name: string): string {
  return path === '' ? name : `${path}[${name}]`;
}

/** Parameters that Stripe took away and refuses in words of their own. */
const retired: Readonly<Record<string, { code: string; message: string }>> = {
  payment_method_types: {
    code: 'payment_method_types_no_longer_supported',
    message:
      'The `payment_method_types` parameter is no longer supported. Remove it to use automatic payment methods, or name a payment method configuration.',
  },
};

function unknownParams(names: readonly string[]): Error {
  const [first] = names;
  const gone = Object.entries(retired).find(([name]) => names.includes(name));
  if (gone) return invalidRequest({ ...gone[1], param: gone[0] });
  const message =
    names.length === 1 ? `Received unknown parameter: ${first}` : `Received unknown parameters: ${names.join(', ')}`;
  return invalidRequest({ code: 'parameter_unknown', message, ...(first === undefined ? {} : { param: first }) });
}

function check(schema: Schema, value: unknown, path: string, encoding: Encoding): unknown {
  if (value === '' || value === null) return checkEmpty(schema, path);
  if (schema.k === 'file') {
    if (value instanceof UploadedFile) return value;
    throw invalidRequest({ message: 'Invalid hash', param: path });
  }
  if (value instanceof UploadedFile)
    throw invalidRequest({ message: `Invalid ${schema.k}: a file was sent`, param: path });
  if (schema.k === 'object') {
    if (!isHash(value)) throw invalidRequest({ message: 'Invalid object', param: path });
    return checkObject(schema, value, path, encoding);
  }
  if (schema.k === 'array') return checkArray(schema.of, value, path, encoding);
  if (schema.k === 'map') return checkMap(schema.of, value, path, encoding);
  if (schema.k === 'union') return checkUnion(schema.of, value, path, encoding);
  if (encoding === 'json' && typeof value !== 'string') return checkJsonScalar(schema.k, value, path);
  if (typeof value !== 'string')
    throw invalidRequest({
      message: `Invalid ${schema.k === 'enum' ? 'string' : schema.k}: ${shown(value)}`,
      param: path,
    });
  return checkText(schema, value, path);
}

function checkEmpty(schema: Schema, path: string): '' {
  if (schema.e) return '';
  const name = /\[?([^[\]]*)\]?$/.exec(path)?.[1] ?? path;
  throw invalidRequest({
    code: 'parameter_invalid_empty',
    message:
      `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a parameter; however ` +
      `'${name}' cannot be unset. You should remove '${path}' from your request or supply a non-empty value.`,
    param: path,
  });
}

function checkText(schema: TextSchema, value: string, path: string): unknown {
  switch (schema.k) {
    case 'string': {
      const maximum = schema.max ?? usualMaximumLength;
      if (value.length <= maximum) return value;
      const message = `Invalid string: ${shown(value)}; must be at most ${maximum} characters`;
      throw invalidRequest({ message, param: path });
    }
    case 'integer': {
      const number = /^-?\d{1,16}$/.test(value) ? Number(value) : NaN;
      if (Number.isSafeInteger(number)) return number;
      throw invalidRequest({
        code: 'parameter_invalid_integer',
        message: `Invalid integer: ${shown(value)}`,
        param: path,
      });
    }
    case 'number':
      if (/^-?\d{1,15}(\.\d{1,15})?$/.test(value)) return Number(value);
      throw invalidRequest({ message: `Invalid decimal: ${shown(value)}`, param: path });
    case 'decimal':
      if (/^-?\d{1,24}(\.\d{1,12})?$/.test(value)) return value;
      throw invalidRequest({ message: `Invalid decimal: ${shown(value)}`, param: path });
    case 'boolean':
      if (value === 'true' || value === 'false') return value === 'true';
      throw invalidRequest({ message: `Invalid boolean: ${shown(value)}`, param: path });
    case 'enum':
      if (schema.values.includes(value)) return value;
      throw invalidRequest({ message: `Invalid ${path}: must be one of ${listedValues(schema.values)}`, param: path });
  }
}

function checkJsonScalar(kind: Schema['k'], value: unknown, path: string): unknown {
  const isFine =
    (kind === 'boolean' && typeof value === 'boolean') ||
    (kind === 'number' && typeof value === 'number') ||
    (kind === 'integer' && Number.isSafeInteger(value));
  if (isFine) return value;
  throw invalidRequest({ message: `Invalid ${kind}: ${shown(value)}`, param: path });
}

function checkArray(of: number, value: unknown, path: string, encoding: Encoding): unknown[] {
  const elements = elementsOf(value);
  if (!elements) throw invalidRequest({ message: 'Invalid array', param: path });
  return elements.map((element, index) => check(schemaAt(of), element, `${path}[${index}]`, encoding));
}

/** An array, or a hash whose names are all numbers (`items[0]`, `items[1]`), in the order of the numbers. */
function elementsOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isHash(value)) return undefined;
  const names = Object.keys(value);
  if (!names.every((name) => /^\d{1,9}$/.test(name))) return undefined;
  return names.sort((a, b) => Number(a) - Number(b)).map((name) => value[name]);
}

function checkMap(of: number, value: unknown, path: string, encoding: Encoding): Record<string, unknown> {
  if (!isHash(value)) throw invalidRequest({ message: 'Invalid object', param: path });
  const isMetadata = path === 'metadata' || path.endsWith('[metadata]');
  if (isMetadata) checkMetadata(value, path);
  const checked: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    if (name === '__proto__') continue;
    checked[name] = check(schemaAt(of), value[name], inside(path, name), encoding);
  }
  return checked;
}

function checkMetadata(metadata: Readonly<Record<string, unknown>>, path: string): void {
  const names = Object.keys(metadata);
  if (names.length > 50) {
    throw invalidRequest({
      message: `You can have at most 50 metadata keys, but you passed in ${names.length}.`,
      param: path,
    });
  }
  for (const name of names) {
    const value = metadata[name];
    if (name.length > 40) {
      const message = `Metadata keys can have up to 40 characters, but you passed in a key that is ${name.length} characters. Invalid key: ${shown(name)}`;
      throw invalidRequest({ message, param: path });
    }
    if (name.includes('[') || name.includes(']')) {
      throw invalidRequest({
        message: `Metadata keys cannot contain square brackets. Invalid key: ${name}`,
        param: path,
      });
    }
    if (typeof value === 'string' && value.length > 500) {
      const message = `Metadata values can have up to 500 characters, but you passed in a value that is ${value.length} characters. Invalid value: ${shown(value)}`;
      throw invalidRequest({ message, param: inside(path, name) });
    }
  }
}

/** The first declared choice that the value fits; when none does, what the last choice of its own sort says. */
function checkUnion(choices: readonly number[], value: unknown, path: string, encoding: Encoding): unknown {
  let refusal: unknown;
  const fitting = choices.map(schemaAt).filter((schema) => isSameSort(schema, value, encoding));
  for (const schema of fitting.length ? fitting : choices.map(schemaAt)) {
    try {
      return check(schema, value, path, encoding);
    } catch (error) {
      refusal = error;
    }
  }
  throw refusal;
}

function isSameSort(schema: Schema, value: unknown, encoding: Encoding): boolean {
  if (schema.k === 'array') return elementsOf(value) !== undefined;
  if (schema.k === 'object' || schema.k === 'map') return isHash(value);
  return typeof value === 'string' || (encoding === 'json' && typeof value !== 'object');
}

/** A value for a message: long ones are shortened, and arrays are shown as the hashes that Stripe reads them as. */
function shown(value: unknown): string {
  const whole = Array.isArray(value) ? { ...value } : value;
  const text = typeof whole === 'string' ? whole : (JSON.stringify(whole) ?? String(whole));
  return text.length > 60 ? `${text.slice(0, 30)}...${text.slice(-10)}` : text;
}
