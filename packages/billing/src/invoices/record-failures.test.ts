import { afterAll, beforeAll, expect, test } from 'vitest';
import mmarkov from '../../../../catalogs/mmarkov.ts';
import { givenDelivery } from '../testing/given-delivery.ts';
import { givenShop, type Shop } from '../testing/given-shop.ts';
import { payCheckout } from '../testing/pay-checkout.ts';
import { createInbox } from '../inbox/index.ts';
import { workUntilIdle } from '../worker/index.ts';

/** Stripe tells nothing by itself: the test says what is delivered, and when. */
let shop: Shop;
beforeAll(async () => {
  shop = await givenShop({ catalog: mmarkov, deliver: false });
});
afterAll(() => shop.close());

/** Brings events as Stripe would, in one go. */
async function bringEvents(types: readonly string[]): Promise<void> {
  const receive = createInbox(shop.billing);
  const events = await shop.billing.stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 1000 });
  const wanted = events.filter(({ type }) => types.includes(type));
  await Promise.all(
    wanted.map(async ({ id, type, created, data }) => {
      const object = data.object as unknown as Record<string, unknown>;
      const { payload, headers } = givenDelivery({ id, type, created, object });
      await receive({ body: Buffer.from(payload), signature: headers['stripe-signature'] });
    }),
  );
  await workUntilIdle(shop.billing);
}

test('that a payment failed stays known when it was made before anybody looked', async () => {
  const { billing, emulator } = shop;
  const answer = await shop
    .as('late')
    .post('/api/payments/create-checkout-session', { tier: 'middleweight', billing_period: 'monthly' });
  await payCheckout(answer.json<{ checkout_url: string }>().checkout_url);
  const customer = (await billing.stripe.customers.list()).data[0]?.id ?? '';
  const subscription = (await billing.stripe.subscriptions.list({ customer })).data[0]?.id ?? '';
  const failing = await billing.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer });
  await billing.stripe.subscriptions.update(subscription, { default_payment_method: failing.id });
  await emulator.advance({ seconds: 32 * 86_400 });
  const open = (await billing.stripe.invoices.list({ customer, status: 'open' })).data[0];
  const good = await billing.stripe.paymentMethods.attach('pm_card_visa', { customer });
  await billing.stripe.invoices.pay(open?.id ?? '', { payment_method: good.id });

  await bringEvents(['invoice.payment_failed', 'invoice.paid', 'invoice.payment_succeeded']);
  const invoice = await billing.db
    .selectFrom('invoices')
    .selectAll()
    .where('id', '=', open?.id ?? '')
    .executeTakeFirstOrThrow();
  expect(invoice).toMatchObject({ status: 'paid', amount_remaining: 0, last_payment_error: null });
  const failures = await billing.db.selectFrom('payment_failures').select(['invoice_id', 'attempt']).execute();
  expect(failures).toEqual([{ invoice_id: open?.id, attempt: 1 }]);

  // Delivered once more, by another event id even: the attempt is known.
  await billing.db.deleteFrom('webhook_events').execute();
  await bringEvents(['invoice.payment_failed']);
  expect(await billing.db.selectFrom('payment_failures').selectAll().execute()).toHaveLength(1);
});
