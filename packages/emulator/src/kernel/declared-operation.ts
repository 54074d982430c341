// The shape of what scripts/derive-stripe-operations.ts finds in the `stripe` package.

/** What a parameter may be. `e: 1` says that an empty string is allowed and unsets it; numbers point into `schemas`. */
export type Schema = { e?: 1 } & (
  | { k: 'string'; max?: number }
  | { k: 'integer' | 'number' | 'decimal' | 'boolean' }
  | { k: 'file' }
  | { k: 'enum'; values: string[] }
  | { k: 'object'; fields: Record<string, number>; required?: string[] }
  | { k: 'array'; of: number }
  | { k: 'map'; of: number }
  | { k: 'union'; of: number[] }
);

/**
 * What `expand` may walk through below a field. `to`: an id that becomes an object of one of these kinds. `of`: an object or a
 * list of objects of these kinds, there already. `in`: a plain hash. `include`: absent unless asked for.
 */
export interface ExpandNode {
  to?: string[];
  of?: string[];
  in?: Record<string, ExpandNode>;
  include?: 1;
}

export interface DeclaredOperation {
  /** Index of the parameters' schema; -1 for none. */
  params: number;
  /** Kinds of the answered object, or of a list's elements. */
  result: string[];
  shape?: 'list' | 'search';
  /** The answer may be a deleted object. */
  deleted?: true;
}

/** How a thin event names what it is about: not at all, by id, or as the one thing at an address. */
export type ThinEventObject = 'none' | 'object' | 'singleton';
