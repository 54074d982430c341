import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { ask, givenEmulator } from '../../testing/given-emulator.ts';

const mandate_data = { customer_acceptance: { type: 'offline' as const, offline: {} } };
const account = { account_holder_type: 'individual' as const, routing_number: '110000000' };

async function givenPayer() {
  const { emulator, stripe } = await givenEmulator();
  const customer = (await stripe.customers.create({ email: 'ada@example.com' })).id;
  const pay = (payment_method: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    stripe.paymentIntents.create({
      amount: 10_000,
      currency: payment_method.startsWith('pm_sepa') ? 'eur' : 'usd',
      customer,
      payment_method,
      mandate_data,
      confirm: true,
      ...more,
    });
  const events = async () => (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse();
  return { emulator, stripe, customer, pay, events };
}

describe('a bank debit', () => {
  test('is processing until the bank answers, and then paid', async () => {
    const { emulator, stripe, pay, events } = await givenPayer();
    const intent = await pay('pm_usBankAccount_success', { expand: ['latest_charge'] });
    expect(intent).toMatchObject({
      amount_received: 0,
      payment_method_types: ['card', 'us_bank_account'],
      status: 'processing',
    });
    const charge = intent.latest_charge as Stripe.Charge;
    expect(charge).toMatchObject({
      paid: false,
      payment_method_details: {
        type: 'us_bank_account',
        us_bank_account: { last4: '6789', bank_name: 'STRIPE TEST BANK' },
      },
      status: 'pending',
    });
    expect(charge.id).toMatch(/^py_/);
    await emulator.advance({ seconds: 4 });
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('processing');
    await emulator.advance({ seconds: 1 });
    const paid = await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge.balance_transaction'] });
    // round(10000 × 0.029) + 30 = 320; money of a test bank account is available at once.
    expect(paid).toMatchObject({
      amount_received: 10_000,
      status: 'succeeded',
      latest_charge: {
        paid: true,
        status: 'succeeded',
        balance_transaction: { type: 'payment', net: 9680, status: 'available' },
      },
    });
    expect(await events()).toEqual([
      'customer.created',
      'payment_intent.created',
      'charge.pending',
      'payment_intent.processing',
      'charge.succeeded',
      'payment_intent.succeeded',
    ]);
  });

  test.each([
    ['pm_usBankAccount_insufficientFunds', 'insufficient_funds', 'insufficient_funds', 'active'],
    ['pm_usBankAccount_accountClosed', 'account_closed', 'account_closed', 'inactive'],
    ['pm_sepaDebit_failed_de', 'debit_declined', 'payment_intent_payment_attempt_failed', 'active'],
  ])(
    'of %s comes back as %s (the intent says %s), and its mandate is %s',
    async (method, code, intentCode, mandate) => {
      const { emulator, stripe, pay, events } = await givenPayer();
      const { id, latest_charge } = await pay(method, { setup_future_usage: 'off_session' });
      await emulator.settled();
      await emulator.advance({ seconds: 5 });
      const failed = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
      expect(failed).toMatchObject({
        last_payment_error: { charge: latest_charge, code: intentCode, payment_method: { object: 'payment_method' } },
        latest_charge: { failure_code: code, paid: false, status: 'failed' },
        payment_method: null,
        status: 'requires_payment_method',
      });
      const details = (failed.latest_charge as Stripe.Charge).payment_method_details;
      const used = details?.us_bank_account?.mandate ?? details?.sepa_debit?.mandate;
      expect(await stripe.mandates.retrieve(used as string)).toMatchObject({ status: mandate, type: 'multi_use' });
      const told = (await events()).slice(-3);
      expect(told.filter((type) => type.includes('failed'))).toEqual([
        'charge.failed',
        'payment_intent.payment_failed',
      ]);
      expect(told.includes('mandate.updated')).toBe(mandate === 'inactive');
    },
  );

  test('of an account that is slow takes three minutes more', async () => {
    const { emulator, stripe, pay } = await givenPayer();
    const { id } = await pay('pm_sepaDebit_successDelayed_de');
    await emulator.advance({ seconds: 184 });
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('processing');
    await emulator.advance({ seconds: 1 });
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('succeeded');
  });

  test('that never ends can be cancelled, one that ended cannot', async () => {
    const { emulator, stripe, pay } = await givenPayer();
    const endless = await pay('pm_usBankAccount_processing');
    const paid = await pay('pm_usBankAccount_success');
    await emulator.advance({ seconds: 86_400 });
    expect((await stripe.paymentIntents.retrieve(endless.id)).status).toBe('processing');
    await expect(stripe.paymentIntents.update(endless.id, { amount: 500 })).rejects.toThrow('could not be updated');
    const canceled = await stripe.paymentIntents.cancel(endless.id, { expand: ['latest_charge'] });
    expect(canceled).toMatchObject({ status: 'canceled', latest_charge: { status: 'failed' } });
    await expect(stripe.paymentIntents.cancel(paid.id)).rejects.toThrow('You cannot cancel this PaymentIntent');
  });

  test('needs a mandate, once for all when the account is saved', async () => {
    const { emulator, stripe, customer, pay } = await givenPayer();
    await expect(pay('pm_usBankAccount_success', { mandate_data: '' })).rejects.toMatchObject({
      code: 'payment_intent_mandate_invalid',
    });
    const first = await pay('pm_usBankAccount_success', { setup_future_usage: 'off_session' });
    await emulator.advance({ seconds: 5 });
    const method = first.payment_method as string;
    const second = await pay(method, { mandate_data: '', off_session: true });
    expect(second.status).toBe('processing');
    await stripe.paymentMethods.detach(method);
    const charge = await stripe.charges.retrieve(second.latest_charge as string);
    const mandate = charge.payment_method_details?.us_bank_account?.mandate as string;
    expect(await stripe.mandates.retrieve(mandate)).toMatchObject({ status: 'inactive', payment_method: method });
    await expect(pay('pm_usBankAccount_success', { mandate_data: '', mandate })).rejects.toMatchObject({
      code: 'payment_intent_mandate_invalid',
      param: 'mandate',
    });
    expect((await stripe.customers.listPaymentMethods(customer)).data).toEqual([]);
  });

  test('is refused in another currency, held, or where the integration leaves it out', async () => {
    const { pay } = await givenPayer();
    const refused = { code: 'payment_intent_incompatible_payment_method' };
    await expect(pay('pm_usBankAccount_success', { currency: 'eur' })).rejects.toMatchObject(refused);
    await expect(pay('pm_sepaDebit_success_at', { currency: 'usd' })).rejects.toMatchObject(refused);
    await expect(pay('pm_usBankAccount_success', { capture_method: 'manual' })).rejects.toMatchObject(refused);
    const cards = { allowed_payment_method_types: ['card' as const] };
    await expect(pay('pm_usBankAccount_success', cards)).rejects.toMatchObject(refused);
    const without = { excluded_payment_method_types: ['us_bank_account' as const] };
    await expect(pay('pm_usBankAccount_success', without)).rejects.toMatchObject(refused);
  });

  test('can be refunded, which takes its time', async () => {
    const { emulator, stripe, pay } = await givenPayer();
    const { id } = await pay('pm_usBankAccount_success');
    await emulator.advance({ seconds: 5 });
    const refund = await stripe.refunds.create({ payment_intent: id, amount: 4000 });
    expect(refund).toMatchObject({ destination_details: { type: 'us_bank_transfer' }, status: 'pending' });
    await emulator.advance({ seconds: 60 });
    const later = await stripe.refunds.retrieve(refund.id, { expand: ['balance_transaction'] });
    expect(later).toMatchObject({ status: 'succeeded', balance_transaction: { type: 'payment_refund', net: -4000 } });
  });
});

describe('a typed bank account', () => {
  const typed = (account_number: string) => ({
    type: 'us_bank_account' as const,
    us_bank_account: { ...account, account_number },
    billing_details: { name: 'Ada' },
  });

  test('is proved by two small deposits before it is debited', async () => {
    const { emulator, stripe, pay } = await givenPayer();
    const { id } = await stripe.paymentMethods.create(typed('000123456789'));
    const waiting = await pay(id);
    expect(waiting).toMatchObject({
      status: 'requires_action',
      next_action: { type: 'verify_with_microdeposits', verify_with_microdeposits: { microdeposit_type: 'amounts' } },
    });
    await expect(stripe.paymentIntents.verifyMicrodeposits(waiting.id, { amounts: [1, 2] })).rejects.toMatchObject({
      code: 'payment_method_microdeposit_verification_amounts_mismatch',
      message: expect.stringContaining('9 verification attempts remaining') as string,
    });
    await expect(stripe.paymentIntents.verifyMicrodeposits(waiting.id)).rejects.toMatchObject({ param: 'amounts' });
    const proved = await stripe.paymentIntents.verifyMicrodeposits(waiting.id, { amounts: [45, 32] });
    expect(proved.status).toBe('processing');
    await emulator.advance({ seconds: 5 });
    expect((await stripe.paymentIntents.retrieve(waiting.id)).status).toBe('succeeded');
    await expect(
      stripe.paymentIntents.verifyMicrodeposits(waiting.id, { descriptor_code: 'SM11AA' }),
    ).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
    expect(JSON.stringify(emulator.snapshot())).not.toContain('000123456789');
  });

  test('that is guessed too often, or whose deposits never come, cannot pay', async () => {
    const { emulator, stripe, pay } = await givenPayer();
    const guessed = await pay((await stripe.paymentMethods.create(typed('000123456789'))).id);
    const refused = await stripe.paymentIntents.verifyMicrodeposits(guessed.id, { amounts: [10, 11] });
    expect(refused).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_method_microdeposit_verification_attempts_exceeded' },
    });
    const lost = await pay((await stripe.paymentMethods.create(typed('000666666661'))).id);
    await emulator.advance({ seconds: 5 });
    expect(await stripe.paymentIntents.retrieve(lost.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_method_microdeposit_failed' },
    });
  });

  test('that cannot be one is refused', async () => {
    const { stripe, customer } = await givenPayer();
    const sepa = { type: 'sepa_debit' as const, billing_details: { name: 'Ada', email: 'ada@example.com' } };
    await expect(
      stripe.paymentMethods.create({ ...sepa, sepa_debit: { iban: 'DE89370400440532013001' } }),
    ).rejects.toMatchObject({ code: 'account_number_invalid' });
    await expect(stripe.paymentMethods.create({ ...typed('12'), us_bank_account: account })).rejects.toMatchObject({
      param: 'us_bank_account[account_number]',
    });
    await expect(stripe.paymentMethods.create({ ...typed('000123456789'), billing_details: {} })).rejects.toMatchObject(
      { param: 'billing_details[name]' },
    );
    const { id } = await stripe.paymentMethods.create(typed('000123456789'));
    await expect(stripe.paymentMethods.attach(id, { customer })).rejects.toMatchObject({
      code: 'bank_account_unverified',
    });
    const iban = await stripe.paymentMethods.create({ ...sepa, sepa_debit: { iban: 'DE89 3704 0044 0532 0130 00' } });
    expect(iban.sepa_debit).toMatchObject({ bank_code: '37040044', country: 'DE', last4: '3000' });
  });

  test('that its owner linked in an element needs no other proof', async () => {
    const { emulator, stripe, pay } = await givenPayer();
    const linked = await ask(emulator, 'POST', '/v1/elements/linked_accounts', {
      body: 'routing_number=110000000&account_number=000222222227&account_type=savings',
    });
    const linkedTo = (financial_connections_account: string) =>
      stripe.paymentMethods.create({
        type: 'us_bank_account',
        us_bank_account: { account_holder_type: 'company', financial_connections_account },
        billing_details: { name: 'Ada' },
      });
    const method = await linkedTo(String(linked.body['id']));
    expect(method.us_bank_account).toMatchObject({
      account_type: 'savings',
      financial_connections_account: linked.body['id'],
      last4: '2227',
    });
    expect((await pay(method.id)).status).toBe('processing');
    expect(JSON.stringify([emulator.snapshot(), emulator.requests()])).not.toContain('000222222227');
    await expect(linkedTo('fca_none')).rejects.toMatchObject({
      code: 'resource_missing',
      param: 'us_bank_account[financial_connections_account]',
    });
  });

  test('is saved by a setup intent with a mandate', async () => {
    const { stripe, customer } = await givenPayer();
    const { id } = await stripe.paymentMethods.create(typed('000123456789'));
    const intent = { customer, payment_method: id, confirm: true };
    await expect(stripe.setupIntents.create(intent)).rejects.toMatchObject({ code: 'setup_intent_mandate_invalid' });
    const waiting = await stripe.setupIntents.create({ ...intent, mandate_data });
    expect(waiting.next_action?.type).toBe('verify_with_microdeposits');
    const mandate = waiting.mandate as string;
    expect((await stripe.mandates.retrieve(mandate)).status).toBe('pending');
    const saved = await stripe.setupIntents.verifyMicrodeposits(waiting.id, { descriptor_code: 'SM11AA' });
    expect(saved).toMatchObject({ status: 'succeeded', mandate, payment_method_types: ['card', 'us_bank_account'] });
    expect(await stripe.mandates.retrieve(mandate)).toMatchObject({
      customer_acceptance: { type: 'offline' },
      payment_method: id,
      status: 'active',
    });
    expect((await stripe.customers.listPaymentMethods(customer)).data).toMatchObject([{ id }]);
    await expect(
      stripe.setupIntents.verifyMicrodeposits(waiting.id, { descriptor_code: 'SM11AA' }),
    ).rejects.toMatchObject({ code: 'setup_intent_unexpected_state' });
  });
});
