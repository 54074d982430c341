import { readFileSync } from 'node:fs';
import { alikeOperations, undeclaredOperations } from './undeclared-operations.ts';
import { withUndeclaredParams } from './undeclared-params.ts';

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

interface OperationTable {
  apiVersion: string;
  operations: Record<string, DeclaredOperation>;
  expandable: Record<string, Record<string, ExpandNode>>;
  thinEvents: Record<string, ThinEventObject>;
  schemas: Schema[];
  kinds: ReadonlySet<string>;
}

/** What the `stripe` package declares of the API, derived by scripts/derive-stripe-operations.ts, and what it leaves out. */
export const operationTable: OperationTable = readTable();

function readTable(): OperationTable {
  const text = readFileSync(new URL('./operations.generated.json', import.meta.url), 'utf8');
  const table = JSON.parse(text) as Omit<OperationTable, 'kinds'>;
  const kinds = new Set(Object.values(table.operations).flatMap(({ result }) => result));
  const { operations, schemas } = undeclaredOperations({ ...table, schemas: withUndeclaredParams(table) });
  const all = { ...table.operations, ...operations, ...alikeOperations(table.operations) };
  return { ...table, operations: all, schemas, kinds };
}
