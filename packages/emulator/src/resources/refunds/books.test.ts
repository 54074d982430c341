import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StripeError } from '../../kernel/errors.ts';
import type { Tx } from '../../kernel/tx.ts';
import { bookProblems } from '../../testing/book-problems.ts';
import { givenEmulator } from '../../testing/given-emulator.ts';
import { confirmPaymentIntent } from '../payment_intents/confirm-payment-intent.ts';
import { newPaymentIntent } from '../payment_intents/new-payment-intent.ts';
import { newRefund } from './new-refund.ts';

const payment = fc.record({
  card: fc.constantFrom('pm_card_visa', 'pm_card_refundFail', 'pm_card_pendingRefund', 'pm_card_visa_chargeDeclined'),
  amount: fc.integer({ min: 50, max: 500_000 }),
  currency: fc.constantFrom('usd', 'eur'),
  refunds: fc.array(fc.integer({ min: 1, max: 400_000 }), { maxLength: 4 }),
});

interface Payment {
  card: string;
  amount: number;
  currency: string;
  refunds: number[];
}

function payAndRefund(tx: Tx, { card, amount, currency, refunds }: Payment): void {
  const begun = newPaymentIntent(tx, { amount, currency });
  const { paymentIntent } = confirmPaymentIntent(tx, { paymentIntent: begun, paymentMethod: card });
  for (const refund of refunds) {
    try {
      newRefund(tx, { paymentIntent, amount: refund });
    } catch (error) {
      // More than is left, or nothing was paid: refused, and nothing written.
      if (!(error instanceof StripeError)) throw error;
    }
  }
}

test('whatever is paid and given back, the books agree', async () => {
  const { emulator, stripe } = await givenEmulator();
  await fc.assert(
    fc.asyncProperty(fc.array(payment, { minLength: 1, maxLength: 6 }), async (payments) => {
      await emulator.reset();
      for (const each of payments) await emulator.transact((tx) => payAndRefund(tx, each));
      await emulator.advance({ seconds: 3600 });
      const booked = await emulator.transact((tx) => {
        expect(bookProblems(tx)).toEqual([]);
        return tx.list('balance_transaction').reduce((sum, { net }) => sum + net, 0);
      });
      const { available, pending } = await stripe.balance.retrieve();
      expect([...available, ...pending].reduce((sum, { amount }) => sum + amount, 0)).toBe(booked);
    }),
    { numRuns: 25, seed: 42 },
  );
});
