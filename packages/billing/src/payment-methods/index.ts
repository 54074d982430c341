export { declineInWords } from './decline-in-words.ts';
export { refreshPaymentMethod } from './projection.ts';
export { paymentMethod, type PaymentMethodRow } from './table.ts';
