import type { DeclaredOperation, Schema } from './declared-operation.ts';
import { declaredParam } from './undeclared-params.ts';

/** A parameter's own schema, the declared operation that has a parameter of this name, or a hash of further ones. */
type Field = Schema | { as: string } | { hash: Record<string, Schema> };

/**
 * Operations that Stripe has and the `stripe` package does not declare: what the Stripe CLI and Stripe.js call, and what answers
 * a file's bytes. Each folder that serves one adds its types to `Operations`; its parameters are written down here, in the words
 * of the derived table.
 */
const undeclared: Record<string, { fields: Record<string, Field>; required?: string[]; result: string[] }> = {
  'POST /v1/stripecli/sessions': {
    fields: {
      device_name: { k: 'string' },
      forward_to_url: { k: 'string' },
      forward_connect_to_url: { k: 'string' },
      websocket_features: { k: 'enum', values: ['webhooks', 'webhook_payloads', 'request_logs'] },
    },
    required: ['device_name', 'websocket_features'],
    result: [],
  },
  'POST /v1/events/:id/retry': {
    fields: { for_stripecli: { k: 'boolean' }, webhook_endpoint: { k: 'string' } },
    result: ['event'],
  },
  'GET /v1/payment_pages/:id': { fields: { client_secret: { k: 'string' } }, result: ['checkout.session'] },
  'POST /v1/payment_pages/:id/init': { fields: { client_secret: { k: 'string' } }, result: [] },
  'POST /v1/payment_pages/:id': {
    fields: {
      client_secret: { k: 'string' },
      address: { as: 'POST /v1/customers' },
      business_name: { k: 'string', e: 1 },
      email: { k: 'string', e: 1 },
      individual_name: { k: 'string', e: 1 },
      line_item: { k: 'string' },
      name: { k: 'string', e: 1 },
      phone: { k: 'string', e: 1 },
      promotion_code: { k: 'string', e: 1 },
      quantity: { k: 'integer' },
      shipping: { as: 'POST /v1/customers' },
      shipping_rate: { k: 'string' },
      tax_id: { hash: { type: { k: 'string', e: 1 }, value: { k: 'string' } } },
    },
    result: [],
  },
  'GET /v1/files/:id/contents': { fields: {}, result: [] },
  'POST /v1/payment_pages/:id/confirm': {
    fields: { client_secret: { k: 'string' }, payment_method: { k: 'string' }, expected_amount: { k: 'integer' } },
    result: ['checkout.session'],
  },
  'POST /v1/payment_pages/:id/continue': { fields: { client_secret: { k: 'string' } }, result: [] },
  'GET /v1/elements/sessions': {
    fields: {
      client_secret: { k: 'string' },
      customer_session_client_secret: { k: 'string' },
      deferred_intent: {
        hash: {
          allowed_payment_method_types: { k: 'string' },
          amount: { k: 'integer' },
          capture_method: { k: 'string' },
          currency: { k: 'string' },
          excluded_payment_method_types: { k: 'string' },
          mode: { k: 'enum', values: ['payment', 'setup', 'subscription'] },
          payment_method_configuration: { k: 'string' },
          setup_future_usage: { k: 'enum', values: ['off_session', 'on_session'] },
        },
      },
    },
    result: [],
  },
  'POST /v1/elements/linked_accounts': {
    fields: { account_number: { k: 'string' }, account_type: { k: 'string' }, routing_number: { k: 'string' } },
    required: ['account_number', 'routing_number'],
    result: [],
  },
  'POST /v1/elements/payment_methods/:id/detach': {
    fields: { customer_session_client_secret: { k: 'string' } },
    required: ['customer_session_client_secret'],
    result: ['payment_method'],
  },
  'POST /v1/confirmation_tokens': {
    fields: {
      expand: { as: 'POST /v1/test_helpers/confirmation_tokens' },
      mandate_data: { as: 'POST /v1/payment_intents/:id/confirm' },
      payment_method: { as: 'POST /v1/test_helpers/confirmation_tokens' },
      payment_method_data: { as: 'POST /v1/test_helpers/confirmation_tokens' },
      payment_method_options: { as: 'POST /v1/test_helpers/confirmation_tokens' },
      return_url: { as: 'POST /v1/test_helpers/confirmation_tokens' },
      setup_future_usage: { as: 'POST /v1/test_helpers/confirmation_tokens' },
      shipping: { as: 'POST /v1/test_helpers/confirmation_tokens' },
      use_stripe_sdk: { k: 'boolean' },
    },
    result: ['confirmation_token'],
  },
};

/** Parameters of which several may be sent. */
const lists = new Set(['allowed_payment_method_types', 'excluded_payment_method_types', 'websocket_features']);

/** The table's entries for these operations, and the schemas that they need behind those there are. */
export function undeclaredOperations(table: {
  operations: Readonly<Record<string, DeclaredOperation>>;
  schemas: readonly Schema[];
}): { operations: Record<string, DeclaredOperation>; schemas: Schema[] } {
  const all = [...table.schemas];
  const add = (schema: Schema): number => all.push(schema) - 1;
  const listOf = (name: string, place: number): number => (lists.has(name) ? add({ k: 'array', of: place }) : place);
  const placeOf = (name: string, field: Field): number => {
    if ('as' in field) return declaredParam(table, field.as, name);
    if (!('hash' in field)) return add(field);
    const fields = Object.entries(field.hash).map(([key, schema]) => [key, listOf(key, add(schema))]);
    return add({ k: 'object', fields: Object.fromEntries(fields) as Record<string, number> });
  };
  const operations = Object.entries(undeclared).map(([key, { fields, required, result }]) => {
    const places = Object.entries(fields).map(([name, field]): [string, number] => {
      return [name, listOf(name, placeOf(name, field))];
    });
    const params = add({ k: 'object', fields: Object.fromEntries(places), ...(required ? { required } : {}) });
    return [key, { params, result }];
  });
  return { operations: Object.fromEntries(operations) as Record<string, DeclaredOperation>, schemas: all };
}

/**
 * Addresses that Stripe still serves for older clients, and that take the parameters of an operation the package does
 * declare. `result` where they answer something else.
 */
const alike: Record<string, { as: string; result?: string[] }> = {
  'GET /v1/charges/:id/refunds': { as: 'GET /v1/refunds' },
  'POST /v1/charges/:id/refunds': { as: 'POST /v1/refunds' },
  'GET /v1/charges/:chargeId/refunds/:id': { as: 'GET /v1/refunds/:id' },
  'POST /v1/charges/:chargeId/refunds/:id': { as: 'POST /v1/refunds/:id' },
  'POST /v1/test_helpers/charges/:id/expire': { as: 'POST /v1/test_helpers/refunds/:id/expire', result: ['charge'] },
};

export function alikeOperations(
  declared: Readonly<Record<string, DeclaredOperation>>,
): Record<string, DeclaredOperation> {
  const entries = Object.entries(alike).map(([key, { as, result }]) => {
    const operation = declared[as];
    if (!operation) throw new Error(`${key} is like no declared operation: ${as}`);
    return [key, result ? { ...operation, result } : operation] as const;
  });
  return Object.fromEntries(entries);
}
