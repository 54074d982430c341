import { expect, test } from 'vitest';
import { givenEmulator } from '../../testing/given-emulator.ts';

test.each([
  ['pm_usBankAccount_dispute', 'usd', 'debit_not_authorized'],
  ['pm_sepaDebit_disputed_ie', 'eur', 'customer_initiated'],
])(
  'a debit of %s in %s is taken back by its holder (%s), for good and with its mandate',
  async (method, currency, reason) => {
    const { emulator, stripe } = await givenEmulator();
    const customer = await stripe.customers.create({ email: 'ada@example.com' });
    const { id } = await stripe.paymentIntents.create({
      amount: 10_000,
      currency,
      customer: customer.id,
      payment_method: method,
      mandate_data: { customer_acceptance: { type: 'offline', offline: {} } },
      setup_future_usage: 'off_session',
      confirm: true,
    });
    await emulator.advance({ seconds: 5 });
    const paid = await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] });
    expect(paid).toMatchObject({ status: 'succeeded', latest_charge: { disputed: true, paid: true } });
    const [dispute] = (await stripe.disputes.list({ payment_intent: id })).data;
    // The 100.00 of the payment and a fee of 15.00.
    expect(dispute).toMatchObject({
      balance_transactions: [{ amount: -10_000, fee: 1500, net: -11_500 }],
      evidence_details: { due_by: null },
      is_charge_refundable: false,
      reason,
      status: 'lost',
    });
    await expect(stripe.disputes.close(dispute?.id ?? '')).rejects.toThrow('already closed');
    await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({ code: 'charge_disputed' });
    const events = (await stripe.events.list({ limit: 4 })).data.map(({ type }) => type).reverse();
    expect(events).toEqual([
      'charge.dispute.created',
      'charge.dispute.funds_withdrawn',
      'charge.dispute.closed',
      'mandate.updated',
    ]);
  },
);
