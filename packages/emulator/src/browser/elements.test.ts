import { expect } from 'vitest';
import { frameFaults } from './testing/frame-faults.ts';
import { test } from './testing/shop-test.ts';

test('Tab goes from field to field', async ({ site }) => {
  const { secret } = await site.givenIntent();
  const shop = await site.open({ flow: 'payment', secret });
  await shop.element.locator('[name=number]').press('Tab');
  expect(await shop.element.locator('[name=expiry]').evaluate('document.activeElement.name')).toBe('expiry');
});

test('everybody can read and use the fields on light and dark pages, also what is wrong with them', async ({
  site,
}) => {
  const shop = await site.open({ flow: 'token' });
  await shop.pay();
  await shop.result();
  const frames = shop.page.frames().filter((frame) => frame !== shop.page.mainFrame());
  expect(frames.map((frame) => new URL(frame.url()).pathname).sort()).toEqual([
    '/endive/elements/address',
    '/endive/elements/payment',
  ]);
  for (const [theme, scheme, ground] of [
    ['stripe', 'light', '#ffffff'],
    ['night', 'dark', '#000000'],
  ] as const) {
    await shop.page.evaluate(`elements.update({ appearance: { theme: '${theme}' } })`);
    for (const frame of frames) {
      await expect.poll(() => frame.evaluate('document.documentElement.style.colorScheme')).toBe(scheme);
      expect(await frameFaults(frame, { ground })).toEqual([]);
    }
  }
});

test("a page's own look reaches the fields, as far as it can do no harm", async ({ site }) => {
  const { secret } = await site.givenIntent();
  const appearance = {
    variables: {
      colorPrimary: '#c2410c',
      colorDanger: 'red; background: url(https://evil.example)',
      borderRadius: '0px',
    },
    rules: {
      '.Label': { fontWeight: '700' },
      'input[value^="4"]': { color: 'red' },
      '.Input': { backgroundImage: 'url(https://evil.example)' },
    },
  };
  const shop = await site.open({ flow: 'payment', secret, given: JSON.stringify({ appearance }) });
  const style = (selector: string, property: string) =>
    shop.element
      .locator('html')
      .evaluate(`getComputedStyle(document.querySelector('${selector}')).getPropertyValue('${property}')`);
  await shop.element.locator('[name=number]').waitFor();
  expect(await style('html', '--colorPrimary')).toBe('#c2410c');
  expect(await style('html', '--colorDanger')).toBe('#c01048');
  expect(await style('[name=number]', 'border-top-left-radius')).toBe('0px');
  expect(await style('[name=number]', 'background-image')).toBe('none');
  expect(await style('.Label', 'font-weight')).toBe('700');
});

test('elements of a payment that is over say that they cannot load', async ({ site }) => {
  const { id, secret } = await site.givenIntent();
  await site.stripe.paymentIntents.cancel(id);
  const shop = await site.open({ flow: 'payment', secret });
  await shop.page.waitForFunction("document.querySelector('#events').textContent.includes('loaderror')");
  const error = { type: 'invalid_request_error', code: 'payment_intent_unexpected_state' };
  expect((await shop.events()).at(-1)).toMatchObject({ event: 'loaderror', elementType: 'payment', error });
  expect(await shop.page.evaluate('elements.fetchUpdates()')).toMatchObject({ error });
});

test('what is saved already pays, is saved and looked up without any element', async ({ site }) => {
  const { page } = await site.open({ flow: 'none' });
  await page.waitForFunction('window.stripe');
  const secrets = [await site.givenIntent(), await site.givenIntent(), await site.givenIntent()].map(
    ({ secret }) => secret,
  );
  const setup = (await site.stripe.setupIntents.create()).client_secret;
  const confirmParams = "{ payment_method: 'pm_card_visa' }";
  const calls: [string, object][] = [
    [`confirmCardPayment('${secrets[0]}', ${confirmParams})`, { paymentIntent: { status: 'succeeded' } }],
    [
      `confirmPayment({ clientSecret: '${secrets[1]}', confirmParams: ${confirmParams}, redirect: 'if_required' })`,
      { paymentIntent: { status: 'succeeded' } },
    ],
    [
      `confirmCardPayment('${secrets[2]}', { payment_method: 'pm_card_authenticationRequired' }, { handleActions: false })`,
      { paymentIntent: { status: 'requires_action', next_action: { type: 'use_stripe_sdk' } } },
    ],
    [`confirmCardSetup('${setup}', ${confirmParams})`, { setupIntent: { status: 'succeeded' } }],
    [`retrieveSetupIntent('${setup}')`, { setupIntent: { status: 'succeeded' } }],
    [`retrievePaymentIntent('${secrets[2]}')`, { paymentIntent: { status: 'requires_action' } }],
    ["createPaymentMethod({ type: 'card', card: { token: 'tok_visa' } })", { paymentMethod: { type: 'card' } }],
  ];
  for (const [call, result] of calls) expect(await page.evaluate(`stripe.${call}`)).toMatchObject(result);
});
