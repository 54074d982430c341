import { invalidRequest } from './errors.ts';

/** A form's content: texts, hashes of them, and arrays where a name ended in `[]`. Hashes have no prototype. */
export type FormValue = string | FormHash | FormValue[];
export interface FormHash {
  [name: string]: FormValue;
}

const maximumPairs = 20_000;
const maximumDepth = 20;

/**
 * Reads `a[b]=c&items[0][price]=p&expand[]=x`, as bodies and queries of v1 have it. Numbered elements stay hashes; the
 * parameters' declaration decides whether they are an array.
 *
 * @throws StripeError for broken percent-encoding, contradictory names, and forms that are too large or too deep.
 */
export function parseForm(text: string): FormHash {
  const form = emptyHash();
  if (text === '') return form;
  let pairs = 0;
  for (let start = 0; start <= text.length;) {
    let end = text.indexOf('&', start);
    if (end < 0) end = text.length;
    if (end > start) {
      pairs += 1;
      if (pairs > maximumPairs)
        throw invalidRequest({ message: `The request has more than ${maximumPairs} parameters.` });
      addPair(form, text.slice(start, end));
    }
    start = end + 1;
  }
  return form;
}

function emptyHash(): FormHash {
  return Object.create(null) as FormHash;
}

function addPair(form: FormHash, pair: string): void {
  const equals = pair.indexOf('=');
  const { first, parts } = readName(equals < 0 ? pair : pair.slice(0, equals));
  const value = equals < 0 ? '' : decode(pair.slice(equals + 1));
  if (parts) addNested(form, first, parts, value);
  else if (first !== '') setText(form, first, value, first);
}

interface Name {
  first: string;
  /** What stood in brackets; null for a name without any. */
  parts: readonly string[] | null;
}

/** Programs send the same names again and again: what was made of short ones is remembered, within bounds. */
const readNames = new Map<string, Name>();
const mostReadNames = 2000;
const longestReadName = 80;

function readName(encoded: string): Name {
  const known = readNames.get(encoded);
  if (known) return known;
  const name = decode(encoded);
  const bracket = name.indexOf('[');
  const read =
    bracket <= 0 ? { first: name, parts: null } : { first: name.slice(0, bracket), parts: partsOf(name, bracket) };
  if (encoded.length <= longestReadName && readNames.size < mostReadNames) readNames.set(encoded, read);
  return read;
}

/** `[0][price]` → `['0', 'price']`; an unclosed bracket belongs to the name. */
function partsOf(name: string, from: number): string[] {
  const parts: string[] = [];
  let at = from;
  while (name[at] === '[') {
    const close = name.indexOf(']', at);
    if (close < 0) break;
    parts.push(name.slice(at + 1, close));
    at = close + 1;
    if (parts.length > maximumDepth)
      throw invalidRequest({ message: `Parameters are nested more than ${maximumDepth} levels deep.` });
  }
  return parts;
}

function addNested(form: FormHash, first: string, parts: readonly string[], value: string): void {
  let hash = form;
  let key = first;
  let path = first;
  for (const [depth, part] of parts.entries()) {
    const isLast = depth === parts.length - 1;
    if (part === '') {
      const elements = arrayAt(hash, key, path);
      if (isLast) return void elements.push(value);
      // `items[][price]=a&items[][quantity]=1&items[][price]=b`: a name that the last element has already begins the next one.
      const next = parts[depth + 1] ?? '';
      const last = elements.at(-1);
      const isOpen = isFormHash(last) && (next === '' || !(next in last) || parts.length > depth + 2);
      const element = isOpen && isFormHash(last) ? last : emptyHash();
      if (element !== last) elements.push(element);
      hash = element;
      key = next;
      path = `${path}[][${next}]`;
      return addNested(hash, key, parts.slice(depth + 2), value);
    }
    hash = hashAt(hash, key, path);
    key = part;
    path = `${path}[${part}]`;
  }
  setText(hash, key, value, path);
}

function setText(hash: FormHash, key: string, value: string, path: string): void {
  const present = hash[key];
  if (present !== undefined && typeof present !== 'string') throw contradictory(path);
  hash[key] = value;
}

function hashAt(hash: FormHash, key: string, path: string): FormHash {
  const present = hash[key];
  if (present === undefined) return (hash[key] = emptyHash());
  if (!isFormHash(present)) throw contradictory(path);
  return present;
}

function arrayAt(hash: FormHash, key: string, path: string): FormValue[] {
  const present = hash[key];
  if (present === undefined) return (hash[key] = []);
  if (!Array.isArray(present)) throw contradictory(path);
  return present;
}

export function isFormHash(value: FormValue | undefined): value is FormHash {
  return typeof value === 'object' && !Array.isArray(value);
}

function contradictory(path: string): Error {
  return invalidRequest({
    message: `Invalid request: ${path} is given both as a value and as a container of values.`,
    param: path,
  });
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    throw invalidRequest({ message: 'Invalid request: the parameters are not valid percent-encoded UTF-8.' });
  }
}
