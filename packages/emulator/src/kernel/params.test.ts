import { expect, test } from 'vitest';
import { ask, givenEmulator } from '../testing/given-emulator.ts';

const refusals: [path: string, body: string, error: { code?: string; param?: string; message: string }][] = [
  ['/v1/customers', 'foo=1', { code: 'parameter_unknown', param: 'foo', message: 'Received unknown parameter: foo' }],
  [
    '/v1/customers',
    'foo=1&bar=2',
    { code: 'parameter_unknown', param: 'foo', message: 'Received unknown parameters: foo, bar' },
  ],
  [
    '/v1/customers',
    'address[planet]=earth',
    { code: 'parameter_unknown', param: 'address[planet]', message: 'Received unknown parameter: address[planet]' },
  ],
  [
    '/v1/prices',
    'unit_amount=1',
    { code: 'parameter_missing', param: 'currency', message: 'Missing required param: currency.' },
  ],
  [
    '/v1/prices',
    'currency=usd&unit_amount=abc',
    { code: 'parameter_invalid_integer', param: 'unit_amount', message: 'Invalid integer: abc' },
  ],
  [
    '/v1/prices',
    'currency=usd&unit_amount=1.5',
    { code: 'parameter_invalid_integer', param: 'unit_amount', message: 'Invalid integer: 1.5' },
  ],
  [
    '/v1/prices',
    'currency=usd&unit_amount=99999999999999999999',
    { code: 'parameter_invalid_integer', param: 'unit_amount', message: 'Invalid integer: 99999999999999999999' },
  ],
  ['/v1/prices', 'currency=usd&active=yes', { param: 'active', message: 'Invalid boolean: yes' }],
  [
    '/v1/prices',
    'currency=usd&unit_amount_decimal=1e3',
    { param: 'unit_amount_decimal', message: 'Invalid decimal: 1e3' },
  ],
  [
    '/v1/coupons',
    'percent_off=10&duration=always',
    { param: 'duration', message: 'Invalid duration: must be one of forever, once, or repeating' },
  ],
  ['/v1/prices', 'currency=usd&recurring=month', { param: 'recurring', message: 'Invalid object' }],
  [
    '/v1/prices',
    'currency=usd&recurring[interval_count]=1',
    {
      code: 'parameter_missing',
      param: 'recurring[interval]',
      message: 'Missing required param: recurring[interval].',
    },
  ],
  [
    '/v1/prices',
    'currency=usd&tiers[0][up_to]=some',
    { code: 'parameter_invalid_integer', param: 'tiers[0][up_to]', message: 'Invalid integer: some' },
  ],
  ['/v1/products', 'name=x&images=y', { param: 'images', message: 'Invalid array' }],
  ['/v1/products', 'name[first]=x', { param: 'name', message: 'Invalid string: {"first":"x"}' }],
  [
    '/v1/customers',
    `metadata[${'k'.repeat(41)}]=1`,
    { param: 'metadata', message: expect.stringContaining('Metadata keys can have up to 40 characters') as string },
  ],
  [
    '/v1/customers',
    `metadata[k]=${'v'.repeat(501)}`,
    {
      param: 'metadata[k]',
      message: expect.stringContaining('Metadata values can have up to 500 characters') as string,
    },
  ],
  [
    '/v1/customers',
    `email=${'e'.repeat(513)}`,
    { param: 'email', message: expect.stringContaining('must be at most 512 characters') as string },
  ],
  [
    '/v1/customers',
    'a=1&a[b]=2',
    { param: 'a', message: expect.stringContaining('both as a value and as a container') as string },
  ],
  [
    '/v1/checkout/sessions',
    'mode=payment&payment_method_types[]=card',
    {
      code: 'payment_method_types_no_longer_supported',
      param: 'payment_method_types',
      message: expect.stringContaining('no longer supported') as string,
    },
  ],
  ['/v1/customers', 'name=%FF', { message: expect.stringContaining('percent-encoded') as string }],
];

test('every wrong parameter is refused as Stripe refuses it, and nothing is done', async () => {
  const { emulator, stripe } = await givenEmulator();
  for (const [path, body, error] of refusals) {
    const answer = await ask(emulator, 'POST', path, { body });
    expect({ sent: body, ...answer }).toMatchObject({
      sent: body,
      status: 400,
      error: { type: 'invalid_request_error', ...error },
    });
    if (error.code) expect(answer.body).toHaveProperty('error.doc_url');
  }
  expect((await stripe.events.list()).data).toEqual([]);
});

test('an empty text unsets what can be unset and is refused elsewhere', async () => {
  const { emulator, stripe } = await givenEmulator();
  const { id } = await stripe.customers.create({ address: { city: 'London' }, metadata: { a: '1', b: '2' } });
  const cleared = await stripe.customers.update(id, { address: '', metadata: { a: '' } });
  expect(cleared).toMatchObject({ address: null, metadata: { b: '2' } });
  expect(await stripe.customers.update(id, { metadata: '' })).toMatchObject({ metadata: {} });
  const answer = await ask(emulator, 'POST', '/v1/products', { body: 'name=' });
  expect(answer.error).toMatchObject({
    code: 'parameter_invalid_empty',
    param: 'name',
    message: expect.stringContaining("'name' cannot be unset"),
  });
});

test('arrays come numbered or with empty brackets, numbers in their order', async () => {
  const { emulator } = await givenEmulator();
  const urls = ['https://a.example/1', 'https://a.example/2', 'https://a.example/3'].map(encodeURIComponent);
  const numbered = `name=x&images[2]=${urls[2]}&images[0]=${urls[0]}&images[1]=${urls[1]}`;
  const bare = `name=x&${urls.map((url) => `images%5B%5D=${url}`).join('&')}`;
  for (const body of [numbered, bare]) {
    const answer = await ask(emulator, 'POST', '/v1/products', { body });
    expect(answer.body['images']).toEqual(['https://a.example/1', 'https://a.example/2', 'https://a.example/3']);
  }
});

test('hashes in arrays with empty brackets begin anew when a name repeats', async () => {
  const { emulator } = await givenEmulator();
  const tier = (upTo: string, amount: number) => `tiers[][up_to]=${upTo}&tiers[][unit_amount]=${amount}`;
  const body = `currency=usd&product_data[name]=x&billing_scheme=tiered&tiers_mode=graduated&recurring[interval]=month&expand[]=tiers&${tier('10', 5)}&${tier('inf', 3)}`;
  const answer = await ask(emulator, 'POST', '/v1/prices', { body });
  expect(answer.body['tiers']).toMatchObject([
    { up_to: 10, unit_amount: 5 },
    { up_to: null, unit_amount: 3 },
  ]);
});

test('a body that is not a form is refused with what to do', async () => {
  const { emulator } = await givenEmulator();
  const answer = await ask(emulator, 'POST', '/v1/customers', {
    body: '{"name":"Ada"}',
    headers: { 'content-type': 'application/json' },
  });
  expect(answer).toMatchObject({
    status: 400,
    error: { message: expect.stringContaining('application/x-www-form-urlencoded') },
  });
});

test('values are listed in Stripe’s order, and arrays shown as the hashes that it reads', async () => {
  const { emulator } = await givenEmulator();
  const messages = [];
  for (const body of ['tax_exempt=maybe', 'name[]=a&name[]=b', 'name[0]=a&name[1]=b'])
    messages.push((await ask(emulator, 'POST', '/v1/customers', { body })).error.message);
  expect(messages).toEqual([
    'Invalid tax_exempt: must be one of none, reverse, or exempt',
    'Invalid string: {"0":"a","1":"b"}',
    'Invalid string: {"0":"a","1":"b"}',
  ]);
});
