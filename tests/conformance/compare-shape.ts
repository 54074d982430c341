import type { ObjectShape, Shape } from './shape.ts';

export interface Problem {
  /** Where in the value: `items.data[].price.currency`. */
  readonly path: string;
  /** Where in Stripe's declarations: `Price.currency`. */
  readonly declaration: string;
  readonly problem: 'missing' | 'type' | 'enum' | 'undeclared';
  readonly detail: string;
}

export interface CompareOptions {
  /** Parts of an object: nothing is missing. */
  readonly isPartial?: boolean;
  /** Where the declaration says that a field may be absent, Stripe's v2 answers null. */
  readonly hasNulls?: boolean;
}

interface Place {
  readonly path: string;
  readonly declaration: string;
}

/** Says where a JSON value is not what the shape allows. */
export function compareShape(value: unknown, shape: Shape, options: CompareOptions = {}): Problem[] {
  return compare(value, shape, { path: '', declaration: shape.name }, options);
}

function compare(value: unknown, shape: Shape, place: Place, options: CompareOptions): Problem[] {
  if (shape.isAnything) return [];
  const wrong = (problem: 'type' | 'enum'): Problem[] => [
    { ...place, problem, detail: `${inShort(value)} where ${shape.name}` },
  ];
  if (value === null) return shape.isNullable ? [] : wrong('type');
  if (typeof value === 'string') {
    if (shape.text === undefined) return wrong('type');
    return shape.text === 'any' || shape.text.has(value) ? [] : wrong('enum');
  }
  if (typeof value === 'number') return shape.isNumber ? [] : wrong('type');
  if (typeof value === 'boolean') return shape.isBoolean ? [] : wrong('type');
  if (Array.isArray(value)) {
    const { list } = shape;
    if (list === undefined) return wrong('type');
    // A list that changed is repeated as a whole, so its members are complete.
    return value.flatMap((member) => compare(member, list, { ...place, path: `${place.path}[]` }, ofMembers(options)));
  }
  if (typeof value !== 'object' || shape.objects.length === 0) return wrong('type');
  return compareObject(value as Record<string, unknown>, shape, place, options);
}

function compareObject(value: Record<string, unknown>, shape: Shape, place: Place, options: CompareOptions): Problem[] {
  const attempts = candidates(value, shape).map((candidate) => compareFields(value, candidate, place, options));
  return attempts.reduce((best, attempt) => (attempt.length < best.length ? attempt : best));
}

/** The declared objects that this one may be, by its `object` and `deleted`; all of them when those do not tell. */
function candidates(value: Record<string, unknown>, shape: Shape): readonly ObjectShape[] {
  const ofKind = shape.objects.filter((object) => object.kind === undefined || object.kind === value.object);
  const ofState = ofKind.filter((object) => object.isDeleted === (value.deleted === true));
  if (ofState.length > 0) return ofState;
  return ofKind.length > 0 ? ofKind : shape.objects;
}

function compareFields(
  value: Record<string, unknown>,
  shape: ObjectShape,
  place: Place,
  options: CompareOptions,
): Problem[] {
  const found: Problem[] = [];
  const at = (name: string): Place => ({
    path: place.path === '' ? name : `${place.path}.${name}`,
    declaration: `${shape.name}.${name}`,
  });
  for (const [name, field] of shape.fields) {
    // An event tells what changed by the parts that did.
    const inside = name === 'previous_attributes' ? { isPartial: true } : options;
    // What was absent before is null among what it was.
    const maybeNull = options.isPartial === true || options.hasNulls === true;
    if (maybeNull && field.isOptional && value[name] === null) continue;
    if (Object.hasOwn(value, name)) found.push(...compare(value[name], field.shape, at(name), inside));
    else if (!field.isOptional && options.isPartial !== true) {
      found.push({ ...at(name), problem: 'missing', detail: 'declared, but not answered' });
    }
  }
  for (const name of Object.keys(value).filter((key) => !shape.fields.has(key))) {
    // A key of metadata that was not there before is null among what it was, too.
    if (options.isPartial === true && shape.others !== undefined && value[name] === null) continue;
    if (shape.others !== undefined) found.push(...compare(value[name], shape.others, at(name), options));
    else
      found.push({
        ...at(name),
        problem: 'undeclared',
        detail: `${inShort(value[name])}, which Stripe does not declare`,
      });
  }
  return found;
}

function ofMembers({ hasNulls }: CompareOptions): CompareOptions {
  return hasNulls === undefined ? {} : { hasNulls };
}

function inShort(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
