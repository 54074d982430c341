import { list, retrieve } from '../../kernel/read-operations.ts';
import { resource } from '../../kernel/resource.ts';

/** https://docs.stripe.com/api/radar/early_fraud_warnings */
export const earlyFraudWarnings = resource('radar.early_fraud_warning', {
  indexes: ['charge'],
  operations: {
    'GET /v1/radar/early_fraud_warnings/:id': retrieve('radar.early_fraud_warning'),
    'GET /v1/radar/early_fraud_warnings': list('radar.early_fraud_warning', { filter: ['charge', 'payment_intent'] }),
  },
  clock: (tx, { charge }) => ({ customer: tx.find('charge', charge)?.customer }),
});
