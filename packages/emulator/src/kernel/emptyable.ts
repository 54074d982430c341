/**
 * A field after a write: what was not given stays, `''` unsets, anything else replaces.
 *
 * @example description: written(call.params.description, customer.description)
 */
export function written<T>(given: T | '' | null | undefined, stored: T | null): T | null {
  if (given === undefined) return stored;
  return given === '' || given === null ? null : given;
}
