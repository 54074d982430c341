import { beforeAll, describe, expect, test } from 'vitest';
import { checkConformance } from './check-conformance.ts';
import { readDeclaredTypes } from './declared-types.ts';
import type { DeclaredTypes } from './declared-types.ts';
import type { Recorded } from './recording.ts';

let types: DeclaredTypes;
beforeAll(() => {
  types = readDeclaredTypes();
});

const clock = {
  id: 'clock_1',
  object: 'test_helpers.test_clock',
  created: 1_800_000_000,
  deletes_after: 1_802_592_000,
  frozen_time: 1_800_000_000,
  livemode: false,
  name: null,
  status: 'ready',
  status_details: {},
};

const item = { id: 'tax_1', object: 'tax_id', country: 'DE', created: 1, customer: 'cus_1', customer_account: null };
const taxId = { ...item, livemode: false, owner: null, type: 'eu_vat', value: 'DE123456789', verification: null };

async function problemsIn(...recorded: Recorded[]): Promise<string[]> {
  const stream = (async function* () {
    yield* recorded;
  })();
  const report = await checkConformance(stream, types);
  return report.problems.map(({ problem, declaration }) => `${problem} ${declaration}`);
}

const answer = (operation: string, body: unknown, status = 200): Recorded => ({
  kind: 'answer',
  operation,
  status,
  body,
});
const clockAnswer = (body: unknown) => answer('GET /v1/test_helpers/test_clocks/:id', body);

describe('an answer', () => {
  test('as Stripe declares it has no problem', async () => {
    expect(await problemsIn(clockAnswer(clock))).toEqual([]);
  });

  test('may not leave out a declared field', async () => {
    const { name: _, ...rest } = clock;
    expect(await problemsIn(clockAnswer(rest))).toEqual(['missing TestClock.name']);
  });

  test('may not hold a field that Stripe does not declare', async () => {
    expect(await problemsIn(clockAnswer({ ...clock, frozen: true }))).toEqual(['undeclared TestClock.frozen']);
  });

  test('may not hold another type, or null where none is declared', async () => {
    expect(await problemsIn(clockAnswer({ ...clock, created: '1800000000' }))).toEqual(['type TestClock.created']);
    expect(await problemsIn(clockAnswer({ ...clock, created: null }))).toEqual(['type TestClock.created']);
  });

  test('may not invent a word for an enum', async () => {
    expect(await problemsIn(clockAnswer({ ...clock, status: 'asleep' }))).toEqual(['enum TestClock.status']);
  });

  test('that is a list is checked member by member', async () => {
    const list = { object: 'list', data: [taxId, { ...taxId, value: 7 }], has_more: false, url: '/v1/tax_ids' };
    expect(await problemsIn(answer('GET /v1/tax_ids', list))).toEqual(['type TaxId.value']);
  });

  test('may hold an id where the object could be expanded, or the deleted object', async () => {
    expect(await problemsIn(answer('GET /v1/tax_ids/:id', taxId))).toEqual([]);
    const gone = { id: 'cus_1', object: 'customer', deleted: true };
    expect(await problemsIn(answer('GET /v1/customers/:id', gone))).toEqual([]);
  });

  test('of an operation that Stripe does not have is a problem', async () => {
    expect(await problemsIn(answer('GET /v1/wishes', {}))).toEqual(['undeclared GET /v1/wishes']);
  });

  test('that refuses is checked as an error', async () => {
    const error = {
      type: 'invalid_request_error',
      code: 'resource_missing',
      message: "No such customer: 'cus_1'",
      param: 'id',
    };
    expect(await problemsIn(answer('GET /v1/customers/:id', { error }, 404))).toEqual([]);
    expect(await problemsIn(answer('GET /v1/customers/:id', { error: { ...error, type: 'oops' } }, 404))).toEqual([
      'enum LastPaymentError.type',
    ]);
  });
});

describe('an event', () => {
  const event = {
    id: 'evt_1',
    object: 'event',
    api_version: '2026-10-28.endive',
    created: 1_800_000_000,
    data: { object: clock },
    livemode: false,
    pending_webhooks: 0,
    request: { id: null, idempotency_key: null },
    type: 'test_helpers.test_clock.ready',
  };

  test('carries the object that its type is about', async () => {
    expect(await problemsIn({ kind: 'event', body: event })).toEqual([]);
    expect(await problemsIn({ kind: 'event', body: { ...event, data: { object: taxId } } })).not.toEqual([]);
  });

  test('has previous attributes that are parts of the object', async () => {
    const changed = { ...event, data: { object: clock, previous_attributes: { status: 'advancing', frozen_time: 1 } } };
    expect(await problemsIn({ kind: 'event', body: changed })).toEqual([]);
    const wrong = { ...event, data: { object: clock, previous_attributes: { colour: 'red' } } };
    expect(await problemsIn({ kind: 'event', body: wrong })).toEqual(['undeclared Partial<TestClock>.colour']);
  });

  test('says null of a key of metadata that was not there before', async () => {
    const product = { id: 'prod_1', object: 'product', active: true, created: 1, description: null, images: [] };
    const more = {
      livemode: false,
      marketing_features: [],
      metadata: { rank: '1' },
      name: 'A',
      package_dimensions: null,
    };
    const rest = { shippable: null, tax_details: null, type: 'service', updated: 1, url: null };
    const previous_attributes = { metadata: { rank: null } };
    const data = { object: { ...product, ...more, ...rest }, previous_attributes };
    expect(await problemsIn({ kind: 'event', body: { ...event, type: 'product.updated', data } })).toEqual([]);
  });
});

test('the same problem is told once, with how often it was seen', async () => {
  const stream = (async function* () {
    for (let i = 0; i < 3; i += 1) yield clockAnswer({ ...clock, frozen: i });
  })();
  const report = await checkConformance(stream, types);
  expect(report.problems).toEqual([expect.objectContaining({ declaration: 'TestClock.frozen', count: 3 })]);
});
