// What no client should send, to every operation that the emulator serves: each answer is a refusal in Stripe's form.
import { describe, expect, test } from 'vitest';
import { givenCustomer } from '../billing-cycle/given-billing.ts';
import type { Emulator } from '../create-emulator.ts';
import { resources } from '../resources/index.ts';
import { ask, givenEmulator } from '../testing/given-emulator.ts';
import { operationTable } from './operation-table.ts';
import type { Schema } from './declared-operation.ts';

const operations = resources.flatMap(({ operations: own }) => Object.keys(own ?? {}));
const posts = operations.filter((key) => key.startsWith('POST /v1/'));

/** Ids that name nothing, or name something else, or are no ids at all. */
const wrongIds = ['none', 'x'.repeat(4000), '%00', '..%2F..%2Fv1%2Fcustomers', '%F0%9F%92%B3', '%FF', "' OR 1=1 --"];

/** What may be wrong with the value of a parameter; each makes the pairs of a form from the parameter's name. */
const wrongValues: readonly ((name: string) => string)[] = [
  (name) => `${name}=`,
  (name) => `${name}=${'9'.repeat(400)}`,
  (name) => `${name}=-9007199254740993`,
  (name) => `${name}=1e400`,
  (name) => `${name}=NaN`,
  (name) => `${name}=%00`,
  (name) => `${name}=${'x'.repeat(6000)}`,
  (name) => `${name}=%F0%9F%92%B3`,
  (name) => `${name}[]=1&${name}[]=2`,
  (name) => `${name}[a][b]=1`,
  (name) => `${name}[0][0][0]=1`,
  (name) => `${name}[__proto__][polluted]=1`,
  (name) => `${name}=1&${name}[a]=1`,
  (name) => `${name}${'[a]'.repeat(25)}=1`,
];

interface Refused {
  call: string;
  status: number;
  body: unknown;
}

/** Sends one request; remembers it when the answer is neither a success nor a refusal as Stripe words it. */
async function send(
  emulator: Emulator,
  failures: Refused[],
  call: { method: string; path: string; form?: string; headers?: Record<string, string> },
): Promise<number> {
  const { method, path, form = '', headers } = call;
  const isGet = method === 'GET';
  const answer = await ask(emulator, method, isGet && form ? `${path}?${form}` : path, {
    ...(isGet ? {} : { body: form }),
    ...(headers ? { headers } : {}),
  });
  const { type, code, message } = answer.error;
  // v2 has a code where v1 has a type.
  const isRefusal = answer.status >= 400 && answer.status < 500 && Boolean(type ?? code) && Boolean(message);
  if (answer.status !== 200 && !isRefusal) {
    failures.push({ call: `${method} ${path} ${form.slice(0, 200)}`, status: answer.status, body: answer.body });
  }
  return answer.status;
}

function addressOf(key: string, id: string): { method: string; path: string } {
  const [method = '', template = ''] = key.split(' ');
  return { method, path: template.replace(/:\w+/g, id) };
}

/** The names of an operation's parameters, two levels deep. */
function parametersOf(key: string): string[] {
  const schemaAt = (index: number): Schema | undefined => operationTable.schemas[index];
  const top = schemaAt(operationTable.operations[key]?.params ?? -1);
  if (top?.k !== 'object') return [];
  return Object.entries(top.fields).flatMap(([name, index]) => {
    const schema = schemaAt(index);
    const inner = schema?.k === 'object' ? Object.keys(schema.fields).map((field) => `${name}[${field}]`) : [];
    return [name, ...inner];
  });
}

describe('every operation refuses as Stripe does, and never breaks', () => {
  test('ids that name nothing, something else, or are no ids', async () => {
    const { emulator, stripe } = await givenEmulator({ log: () => undefined });
    const customer = await givenCustomer(stripe, 'pm_card_visa');
    const price = await stripe.prices.create({ currency: 'usd', unit_amount: 1, product_data: { name: 'Gym' } });
    const failures: Refused[] = [];
    const found: string[] = [];
    for (const key of operations.filter((each) => each.includes(':'))) {
      const [wrongKind] = key.includes('/customers/') ? [price.id] : [customer.id];
      for (const id of [...wrongIds, wrongKind ?? '']) {
        const status = await send(emulator, failures, addressOf(key, id));
        if (status === 200) found.push(`${key} ${id}`);
      }
    }
    expect(failures).toEqual([]);
    expect(found).toEqual([]);
  });

  test('values of a wrong kind, too large, too deep, or contradicting themselves', async () => {
    const { emulator, stripe } = await givenEmulator({ log: () => undefined });
    const { id } = await stripe.customers.create();
    const failures: Refused[] = [];
    for (const [turn, key] of operations.entries()) {
      for (const [index, name] of parametersOf(key).entries()) {
        // A few of the ways for each parameter, so that over all of them each way is tried on every kind of parameter.
        for (const step of [0, 7]) {
          const wrong = wrongValues[(turn + index + step) % wrongValues.length];
          await send(emulator, failures, { ...addressOf(key, id), form: wrong?.(name) ?? '' });
        }
      }
    }
    expect(failures).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('bodies that are no form', async () => {
    const { emulator } = await givenEmulator({ log: () => undefined });
    const failures: Refused[] = [];
    const json = { 'content-type': 'application/json' };
    const multipart = { 'content-type': 'multipart/form-data; boundary=x' };
    for (const key of posts) {
      const address = addressOf(key, 'none');
      for (const form of ['%', '%ZZ=1', 'a=%FF%FE', '[', '[]=1', '=1', '&&&', '\u0000', '{"a":1}']) {
        await send(emulator, failures, { ...address, form });
      }
      await send(emulator, failures, { ...address, form: '{"a": [1, {}]', headers: json });
      await send(emulator, failures, { ...address, form: '--x\r\nnonsense', headers: multipart });
    }
    expect(failures).toEqual([]);
  });

  test('bodies of ten megabytes, with one value or with very many', async () => {
    const { emulator } = await givenEmulator({ log: () => undefined });
    const failures: Refused[] = [];
    const long = `description=${'x'.repeat(10 * 2 ** 20)}`;
    const many = Array.from({ length: 100_000 }, (_, index) => `metadata[${index}]=${'y'.repeat(80)}`).join('&');
    for (const key of posts.filter((_, index) => index % 24 === 0)) {
      for (const form of [long, many]) await send(emulator, failures, { ...addressOf(key, 'none'), form });
    }
    const tooLarge = await ask(emulator, 'POST', '/v1/customers', { body: `name=${'x'.repeat(13 * 2 ** 20)}` });
    expect(tooLarge).toMatchObject({ status: 413, error: { type: 'invalid_request_error' } });
    expect(failures).toEqual([]);
    expect((await ask(emulator, 'GET', '/v1/customers')).status).toBe(200);
  });

  test('no key, a broken key, a live key, an unknown version, a key for idempotency that is too long', async () => {
    const { emulator } = await givenEmulator({ log: () => undefined });
    const failures: Refused[] = [];
    const answered: string[] = [];
    const wrongHeaders: Record<string, string>[] = [
      { authorization: '' },
      { authorization: 'Bearer' },
      { authorization: 'Basic %%%' },
      { authorization: 'Bearer sk_live_abcdefghijkl' },
      { 'stripe-version': 'yesterday' },
    ];
    for (const key of operations) {
      for (const headers of wrongHeaders) {
        const form = { 'content-type': 'application/x-www-form-urlencoded' };
        const status = await send(emulator, failures, { ...addressOf(key, 'none'), headers: { ...form, ...headers } });
        if (status === 200) answered.push(`${key} ${JSON.stringify(headers)}`);
      }
    }
    const long = { 'content-type': 'application/x-www-form-urlencoded', 'idempotency-key': 'k'.repeat(256) };
    expect(answered).toEqual([]);
    for (const key of posts) {
      expect(await send(emulator, failures, { ...addressOf(key, 'none'), headers: long })).toBe(400);
    }
    expect(failures).toEqual([]);
  });
});
