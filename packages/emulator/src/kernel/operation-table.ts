import { readFileSync } from 'node:fs';
import type { DeclaredOperation, ExpandNode, Schema, ThinEventObject } from './declared-operation.ts';
import { alikeOperations, undeclaredOperations } from './undeclared-operations.ts';
import { withUndeclaredParams } from './undeclared-params.ts';

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
