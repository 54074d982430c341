import { hash } from 'node:crypto';
import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';
import { bankText } from '../method-choice.ts';

/** The successful charges that paid an invoice, latest first. */
export function invoiceChargesOf(tx: Tx, invoice: string): Stripe.Charge[] {
  return tx.list('invoice_payment', { invoice, status: 'paid' }).flatMap(({ payment }) => {
    const intent = tx.find('payment_intent', idOf(payment.payment_intent));
    return tx.find('charge', idOf(intent?.latest_charge)) ?? [];
  });
}

/** The invoice that a charge paid. */
export function invoiceOfCharge(tx: Tx, charge: Stripe.Charge): Stripe.Invoice | undefined {
  const intent = idOf(charge.payment_intent);
  if (intent === null) return undefined;
  const [payment] = tx.list('invoice_payment', { 'payment.payment_intent': intent });
  return tx.find('invoice', payment?.invoice);
}

/** `2713-4021`: as on Stripe's receipts, and always the same for a charge. */
export function receiptNumber({ id }: Stripe.Charge): string {
  const digits = String(Number.parseInt(hash('sha1', id).slice(0, 12), 16) % 100_000_000).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4)}`;
}

const brandNames: Readonly<Record<string, string>> = {
  amex: 'American Express',
  cartes_bancaires: 'Cartes Bancaires',
  diners: 'Diners Club',
  discover: 'Discover',
  jcb: 'JCB',
  mastercard: 'Mastercard',
  unionpay: 'UnionPay',
  visa: 'Visa',
};

/** "Visa ending in 4242"; "SEPA Debit ending in 3000". */
export function paidWithText({ payment_method_details: details }: Stripe.Charge): string {
  const card = details?.card;
  if (!card) return (details && bankText(details)) ?? details?.type ?? 'Unknown';
  return `${brandNames[card.brand ?? ''] ?? 'Card'} ending in ${card.last4 ?? '····'}`;
}
