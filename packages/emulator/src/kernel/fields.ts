/** The value at a path of fields, such as `parent.subscription_details.subscription`; undefined where the path ends early. */
export function valueAt(object: unknown, path: string): unknown {
  if (!path.includes('.')) return isHash(object) ? object[path] : undefined;
  let value = object;
  for (const field of path.split('.')) {
    if (!isHash(value)) return undefined;
    value = value[field];
  }
  return value;
}

export function isHash(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as lists compare it: references by their id. */
export function comparable(value: unknown): unknown {
  return isHash(value) && typeof value['id'] === 'string' ? value['id'] : value;
}
