import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { day, givenCustomer } from '../../billing-cycle/given-billing.ts';
import type { Emulator } from '../../create-emulator.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { givenEndpoint } from '../../testing/given-endpoint.ts';
import { completeAuthentication } from '../payment_intents/authentication.ts';
import { givenSession, home, pay } from './given-session.ts';
import { updateCheckoutAddress } from './collect-details.ts';
import { completeCheckoutAfterAuthentication, confirmCheckout, type CheckoutOutcome } from './confirm-checkout.ts';
import { applyPromotionCode, removePromotionCode } from './promotion-code.ts';
import { sessionView, type SessionView } from './session-view.ts';

function view(emulator: Emulator, session: { id: string }): Promise<SessionView> {
  return emulator.transact((tx) => sessionView(tx, tx.get('checkout.session', session.id)));
}

describe('a Checkout session for a subscription', () => {
  test('makes customer, subscription and paid invoice when it is paid, and goes back to the shop', async () => {
    const { emulator, stripe } = await givenEmulator();
    const session = await givenSession(stripe, { subscription_data: { metadata: { tier: 'lightweight' } } });
    expect(session).toMatchObject({ status: 'open', payment_status: 'unpaid', amount_total: 1499, subscription: null });
    expect(session.url).toBe(`${emulator.url}/c/pay/${session.id}`);

    const outcome = await pay(emulator, session, 'pm_card_visa');
    expect(outcome).toMatchObject({ state: 'complete', redirectTo: `https://example.com/done?id=${session.id}` });

    const done = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['subscription', 'invoice.payments', 'line_items', 'customer'],
    });
    expect(done).toMatchObject({ status: 'complete', payment_status: 'paid', url: null });
    const subscription = done.subscription as Stripe.Subscription;
    expect(subscription).toMatchObject({ status: 'active', metadata: { tier: 'lightweight' } });
    const intent = (done.invoice as Stripe.Invoice).payments?.data[0]?.payment.payment_intent as string;
    const paid = await stripe.paymentIntents.retrieve(intent);
    expect(paid).toMatchObject({
      amount: 1499,
      status: 'succeeded',
      payment_method: subscription.default_payment_method,
    });
    expect(done.invoice).toMatchObject({ status: 'paid', amount_paid: 1499, billing_reason: 'subscription_create' });
    expect(done.line_items?.data[0]).toMatchObject({ amount_total: 1499, quantity: 1 });
    expect(done.customer_details).toMatchObject({ email: 'ada@example.com', name: 'Ada Lovelace' });
    expect(await stripe.paymentMethods.retrieve(subscription.default_payment_method as string)).toMatchObject({
      customer: (done.customer as Stripe.Customer).id,
    });
  });

  test('tells its story in Stripe’s order', async () => {
    const { emulator, stripe } = await givenEmulator();
    const endpoint = await givenEndpoint(stripe);
    const session = await givenSession(stripe);
    await emulator.settled();
    endpoint.received.length = 0;
    await pay(emulator, session, 'pm_card_visa');
    await emulator.settled();
    const types = endpoint.types();
    expect(
      types.filter(
        (type) => !['payment_method.updated', 'customer.updated', 'charge.updated', 'invoice.updated'].includes(type),
      ),
    ).toEqual([
      'customer.created',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'payment_method.attached',
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
      'invoice_payment.paid',
      'invoice.paid',
      'invoice.payment_succeeded',
      'checkout.session.completed',
    ]);
  });

  test('stays open after a decline, with no subscription, and can then be paid with another card', async () => {
    const { emulator, stripe } = await givenEmulator();
    const customer = await givenCustomer(stripe);
    const session = await givenSession(stripe, { customer: customer.id });
    const declined = await pay(emulator, session, 'pm_card_visa_chargeDeclined');
    expect(declined).toMatchObject({
      state: 'declined',
      error: { code: 'card_declined', declineCode: 'generic_decline' },
    });
    expect((await stripe.subscriptions.list({ status: 'all' })).data).toEqual([]);
    expect((await stripe.invoices.list()).data).toEqual([]);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open');
    expect(await pay(emulator, session, 'pm_card_visa')).toMatchObject({ state: 'complete' });
    expect((await stripe.paymentIntents.list({ customer: customer.id })).data).toHaveLength(1);
  });

  test('waits for 3-D Secure: a failure leaves it open, a success completes it', async () => {
    const { emulator, stripe } = await givenEmulator();
    const session = await givenSession(stripe);
    const answer = async (outcome: 'authenticated' | 'failed'): Promise<CheckoutOutcome> => {
      const asked = await pay(emulator, session, 'pm_card_authenticationRequired');
      if (asked.state !== 'requires_action') throw new Error(asked.state);
      await emulator.transact((tx) => completeAuthentication(tx, { intent: asked.intent, outcome }));
      return emulator.transact((tx) =>
        completeCheckoutAfterAuthentication(tx, { session: tx.get('checkout.session', session.id) }),
      );
    };
    expect(await answer('failed')).toMatchObject({
      state: 'declined',
      error: { code: 'payment_intent_authentication_failure' },
    });
    expect(await answer('authenticated')).toMatchObject({ state: 'complete' });
    expect((await stripe.subscriptions.list()).data).toHaveLength(1);
  });

  test('with a trial needs a card but takes no money, and charges when the trial is over', async () => {
    const { emulator, stripe } = await givenEmulator();
    const session = await givenSession(stripe, { subscription_data: { trial_period_days: 14 } });
    const shown = await view(emulator, session);
    expect(shown).toMatchObject({ total: 0, collects: { paymentMethod: true }, nextCharge: { amount: 1499 } });
    expect(day(shown.trialEnd)).toBe('2026-01-15');
    expect(await pay(emulator, session, 'pm_card_visa')).toMatchObject({
      state: 'complete',
      session: { payment_status: 'no_payment_required' },
    });
    const [subscription] = (await stripe.subscriptions.list()).data;
    expect(subscription?.status).toBe('trialing');
    await emulator.advance({ to: new Date('2026-01-15T02:00:00Z') });
    const [invoice] = (await stripe.invoices.list({ subscription: subscription?.id ?? '' })).data;
    expect(invoice).toMatchObject({ status: 'paid', amount_paid: 1499, billing_reason: 'subscription_cycle' });
  });

  test('lets a free trial begin without a card where the session allows it', async () => {
    const { emulator, stripe } = await givenEmulator();
    const session = await givenSession(stripe, {
      payment_method_collection: 'if_required',
      subscription_data: {
        trial_period_days: 14,
        trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
      },
    });
    expect((await view(emulator, session)).collects.paymentMethod).toBe(false);
    expect(await pay(emulator, session)).toMatchObject({ state: 'complete' });
    await emulator.advance({ to: new Date('2026-01-16T00:00:00Z') });
    const [subscription] = (await stripe.subscriptions.list()).data;
    expect(subscription?.status).toBe('paused');
  });

  test('takes a typed promotion code off, and redeems it only when it is paid', async () => {
    const { emulator, stripe } = await givenEmulator();
    const coupon = await stripe.coupons.create({ percent_off: 20, duration: 'repeating', duration_in_months: 3 });
    await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'FIGHT20' });
    const session = await givenSession(stripe, { allow_promotion_codes: true });
    const write = (code: string): Promise<Stripe.Checkout.Session> =>
      emulator.transact((tx) => applyPromotionCode(tx, { session: tx.get('checkout.session', session.id), code }));
    await expect(write('nonsense')).rejects.toThrow('This code is invalid.');
    // 20 % of 1499 is 299.8, so 300.
    expect(await write('fight20')).toMatchObject({ amount_total: 1199, total_details: { amount_discount: 300 } });
    expect((await view(emulator, session)).discounts).toEqual([
      { name: 'FIGHT20', code: 'FIGHT20', amount: 300, summary: '20% off for 3 months' },
    ]);
    await emulator.transact((tx) => removePromotionCode(tx, { session: tx.get('checkout.session', session.id) }));
    expect((await view(emulator, session)).total).toBe(1499);
    await write('FIGHT20');
    expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(0);
    await pay(emulator, session, 'pm_card_visa');
    expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(1);
    const [invoice] = (await stripe.invoices.list()).data;
    expect(invoice).toMatchObject({ amount_paid: 1199, total_discount_amounts: [{ amount: 300 }] });
  });

  test('works tax out as soon as it knows where the person lives', async () => {
    const { emulator, stripe } = await givenEmulator();
    const session = await givenSession(stripe, { automatic_tax: { enabled: true } });
    expect(session.automatic_tax.status).toBe('requires_location_inputs');
    const placed = await emulator.transact((tx) =>
      updateCheckoutAddress(tx, {
        session: tx.get('checkout.session', session.id),
        address: { country: 'DE', postal_code: '10115' },
      }),
    );
    // 19 % of 1499 is 284.81, so 285.
    expect(placed).toMatchObject({
      amount_total: 1784,
      automatic_tax: { status: 'complete' },
      total_details: { amount_tax: 285 },
    });
    const outcome = await emulator.transact((tx) =>
      confirmCheckout(tx, {
        session: tx.get('checkout.session', session.id),
        email: 'ada@example.com',
        paymentMethod: 'pm_card_de',
        billingDetails: { name: 'Ada', address: { country: 'DE', postal_code: '10115' } },
      }),
    );
    expect(outcome).toMatchObject({ state: 'complete', session: { amount_total: 1784 } });
    const [invoice] = (await stripe.invoices.list()).data;
    expect(invoice).toMatchObject({ amount_paid: 1784, total_excluding_tax: 1499, status: 'paid' });
  });

  test('expires after a day, or when asked, and then takes no money', async () => {
    const { emulator, stripe } = await givenEmulator();
    const [one, other] = [await givenSession(stripe), await givenSession(stripe)];
    expect(await stripe.checkout.sessions.expire(one.id)).toMatchObject({ status: 'expired', url: null });
    await expect(stripe.checkout.sessions.expire(one.id)).rejects.toThrow('status of expired');
    await emulator.advance({ seconds: 86_400 });
    expect((await stripe.checkout.sessions.retrieve(other.id)).status).toBe('expired');
    await expect(pay(emulator, other, 'pm_card_visa')).rejects.toThrow('no longer open');
  });
});

describe('a Checkout session of another mode', () => {
  test('charges once in payment mode', async () => {
    const { emulator, stripe } = await givenEmulator();
    const price = await stripe.prices.create({
      currency: 'usd',
      unit_amount: 499,
      product_data: { name: 'Single Assessment' },
    });
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ price: price.id, quantity: 2 }],
      customer_creation: 'always',
      ...home,
    });
    expect(session).toMatchObject({ amount_total: 998, payment_intent: null });
    expect(await pay(emulator, session, 'pm_card_visa')).toMatchObject({ state: 'complete' });
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
    expect(done).toMatchObject({ payment_status: 'paid', payment_intent: { amount_received: 998 } });
  });

  test('saves a card in setup mode', async () => {
    const { emulator, stripe } = await givenEmulator();
    const customer = await givenCustomer(stripe);
    const session = await stripe.checkout.sessions.create({
      mode: 'setup',
      currency: 'usd',
      customer: customer.id,
      ...home,
    });
    const setup = await stripe.setupIntents.retrieve(session.setup_intent as string);
    expect(setup).toMatchObject({ status: 'requires_payment_method', customer: customer.id, usage: 'off_session' });
    // A decline leaves the same set-up to the next card.
    expect(await pay(emulator, session, 'pm_card_chargeDeclined')).toMatchObject({ state: 'declined' });
    expect(await pay(emulator, session, 'pm_card_visa')).toMatchObject({ state: 'complete' });
    expect((await stripe.customers.listPaymentMethods(customer.id)).data).toHaveLength(1);
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent'] });
    expect(done.setup_intent).toMatchObject({ id: setup.id, status: 'succeeded' });
  });

  test('gives up the set-up of a session that expires', async () => {
    const { stripe } = await givenEmulator();
    const session = await stripe.checkout.sessions.create({ mode: 'setup', currency: 'usd', ...home });
    await stripe.checkout.sessions.expire(session.id);
    expect(await stripe.setupIntents.retrieve(session.setup_intent as string)).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'abandoned',
      customer: null,
    });
  });
});
