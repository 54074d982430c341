import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';

/** https://docs.stripe.com/api/invoice-payment */
export const invoicePayments = resource('invoice_payment', {
  indexes: ['invoice', 'payment.payment_intent'],
  operations: {
    'GET /v1/invoice_payments/:id': retrieve('invoice_payment'),
    'GET /v1/invoice_payments': list('invoice_payment', {
      filter: ['invoice', 'status'],
      accepts: (payment, call) => {
        const wanted = (call.params as { payment?: { type: string; payment_intent?: string } }).payment;
        if (wanted === undefined) return true;
        const { type, payment_intent: intent } = payment.payment;
        return type === wanted.type && (wanted.payment_intent === undefined || intent === wanted.payment_intent);
      },
    }),
  },
  clock: (tx, payment) => tx.find('invoice', payment.invoice),
});
