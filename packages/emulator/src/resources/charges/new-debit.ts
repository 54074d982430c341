import type Stripe from 'stripe';
import type { DebitFailure } from '../../banks/test-accounts.ts';
import type { Tx } from '../../kernel/tx.ts';
import { receiptUrl, unpaidCharge } from './new-charge.ts';
import type { ChargeAttempt } from './new-charge.ts';
import { settleCharge } from './settle-charge.ts';

/** Asks a bank for a customer's money: `charge.pending` until it answers. */
export function newDebit(
  tx: Tx,
  options: Pick<ChargeAttempt, 'paymentIntent' | 'paymentMethod'> & {
    mandate: string | null;
    /** The bank account in the older API's words, where that API named it. */
    source?: Stripe.BankAccount;
  },
): Stripe.Charge {
  const charge = tx.insert('charge', {
    ...unpaidCharge(tx, options),
    amount_captured: options.paymentIntent.amount,
    captured: true,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'not_assessed',
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    payment_method_details: options.source
      ? achDetails(options.source)
      : debitDetails(options.paymentMethod, options.mandate),
    source: options.source ?? null,
  });
  tx.emit('charge.pending', charge);
  return charge;
}

/** The bank sent the money. */
export function debitPaid(tx: Tx, charge: Stripe.Charge): Stripe.Charge {
  const paid = settleCharge(
    tx,
    tx.update('charge', charge.id, { paid: true, receipt_url: receiptUrl(tx, charge.id), status: 'succeeded' }),
  );
  tx.emit('charge.succeeded', paid);
  return paid;
}

/** The bank sent the debit back. */
export function debitRefused(tx: Tx, charge: Stripe.Charge, failure: DebitFailure): Stripe.Charge {
  const failed = tx.update('charge', charge.id, {
    amount_captured: 0,
    captured: false,
    failure_code: failure.code,
    failure_message: failure.message,
    outcome: charge.outcome && {
      ...charge.outcome,
      network_status: 'declined_by_network',
      reason: failure.code,
      seller_message: failure.message,
      type: 'issuer_declined',
    },
    status: 'failed',
  });
  tx.emit('charge.failed', failed);
  return failed;
}

function achDetails(account: Stripe.BankAccount): Stripe.Charge.PaymentMethodDetails {
  const { account_holder_type, bank_name, country, fingerprint, last4, routing_number } = account;
  return {
    ach_debit: { account_holder_type, bank_name, country, fingerprint, last4, routing_number },
    type: 'ach_debit',
  };
}

function debitDetails(
  { us_bank_account: us, sepa_debit: sepa }: Stripe.PaymentMethod,
  mandate: string | null,
): Stripe.Charge.PaymentMethodDetails {
  if (us) {
    const { account_holder_type, account_type, bank_name, fingerprint, last4, routing_number } = us;
    const shown = { account_holder_type, account_type, bank_name, fingerprint, last4, routing_number };
    return {
      type: 'us_bank_account',
      us_bank_account: { ...shown, ...(mandate === null ? {} : { mandate }), payment_reference: null },
    };
  }
  const { bank_code = null, branch_code = null, country = null, fingerprint = null, last4 = null } = sepa ?? {};
  return { sepa_debit: { bank_code, branch_code, country, fingerprint, last4, mandate }, type: 'sepa_debit' };
}
