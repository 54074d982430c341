import type Stripe from 'stripe';
import { idOf } from '../../kernel/objects.ts';
import type { Tx } from '../../kernel/tx.ts';

/** The bank that issued the card reports a payment as fraud; a dispute may follow, or not. */
export function issueWarning(tx: Tx, charge: Stripe.Charge): void {
  const intent = idOf(charge.payment_intent);
  const warning = tx.insert('radar.early_fraud_warning', {
    id: tx.newId('issfr'),
    object: 'radar.early_fraud_warning',
    actionable: true,
    charge: charge.id,
    created: tx.now(charge),
    fraud_type: 'misc',
    livemode: false,
    ...(intent === null ? {} : { payment_intent: intent }),
  });
  tx.emit('radar.early_fraud_warning.created', warning);
}

/** Of a charge that was given back as a whole nothing more can be done about. */
export function endWarnings(tx: Tx, charge: string): void {
  for (const before of tx.list('radar.early_fraud_warning', { charge, actionable: true })) {
    const ended = tx.update('radar.early_fraud_warning', before.id, { actionable: false });
    tx.emit('radar.early_fraud_warning.updated', ended, before);
  }
}
