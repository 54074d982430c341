export { CheckoutResult } from './checkout-result.ts';
export { CheckoutConfirmationStore } from './checkout-confirmation-store.ts';
export type { ConfirmationState } from './checkout-confirmation-store.ts';
