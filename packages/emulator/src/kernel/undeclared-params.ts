import { customerWrites } from './older-params.ts';
import type { DeclaredOperation, Schema } from './declared-operation.ts';

interface Table {
  operations: Readonly<Record<string, DeclaredOperation>>;
  schemas: readonly Schema[];
}

/** What Stripe.js confirms from a browser, which shows the intent's secret. */
const confirmations = [
  'POST /v1/payment_intents/:id/confirm',
  'POST /v1/payment_intents/:id/verify_microdeposits',
  'POST /v1/setup_intents/:id/confirm',
  'POST /v1/setup_intents/:id/verify_microdeposits',
];

/**
 * Parameters that Stripe takes and the `stripe` package leaves out of operations that it declares, because its users should
 * send them from a browser.
 *
 * @returns The table's schemas with them.
 */
export function withUndeclaredParams(table: Table): Schema[] {
  const schemas = [...table.schemas];
  const extend = (place: number, name: string, field: number): void => {
    const schema = objectAt(schemas, place);
    schemas[place] = { ...schema, fields: { ...schema.fields, [name]: field } };
  };
  const text = schemas.push({ k: 'string' }) - 1;
  for (const key of confirmations) extend(table.operations[key]?.params ?? -1, 'client_secret', text);
  // A browser leaves it to Stripe to see where the customer agreed to a mandate.
  const acceptance = partAt(
    table,
    declaredParam(table, 'POST /v1/payment_intents/:id/confirm', 'mandate_data'),
    'customer_acceptance',
  );
  extend(partAt(table, acceptance, 'online'), 'infer_from_client', schemas.push({ k: 'boolean' }) - 1);
  const emptyable = schemas.push({ k: 'string', e: 1 }) - 1;
  for (const key of customerWrites) extend(table.operations[key]?.params ?? -1, 'coupon', emptyable);
  // Every operation that makes a payment method on the way takes the same hash; declared is one without cards.
  const data = declaredParam(table, 'POST /v1/payment_intents', 'payment_method_data');
  extend(data, 'card', declaredParam(table, 'POST /v1/payment_methods', 'card'));
  extend(data, 'type', declaredParam(table, 'POST /v1/payment_methods', 'type'));
  return schemas;
}

/** Where the schema of a declared operation's parameter stands. */
export function declaredParam({ operations, schemas }: Table, operation: string, name: string): number {
  const place = objectAt(schemas, operations[operation]?.params ?? -1).fields[name];
  if (place === undefined) throw new Error(`${operation} has no parameter ${name}`);
  return place;
}

function partAt({ schemas }: Table, place: number, name: string): number {
  return objectAt(schemas, place).fields[name] ?? -1;
}

function objectAt(schemas: readonly Schema[], place: number): Extract<Schema, { k: 'object' }> {
  const schema = schemas[place];
  if (schema?.k !== 'object') throw new Error(`Schema ${place} does not describe parameters`);
  return schema;
}
