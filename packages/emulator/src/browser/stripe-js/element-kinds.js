import { IntegrationError } from './integration-error.js';

/** Elements that act, by type: the title of their frame, as Stripe's own have it, and their height before they say it. */
const actingKinds = {
  address: { title: 'Secure address input frame', height: 380, isForm: true },
  card: { title: 'Secure card payment input frame', height: 24 },
  cardCvc: { title: 'Secure CVC input frame', height: 24 },
  cardExpiry: { title: 'Secure expiration date input frame', height: 24 },
  cardNumber: { title: 'Secure card number input frame', height: 24 },
  linkAuthentication: { title: 'Secure email input frame', height: 76, isForm: true },
  payment: { title: 'Secure payment input frame', height: 230, isForm: true },
};

/** Checkout's form, which its own SDK makes and no group of elements. */
export const checkoutFormKind = {
  title: 'Secure checkout form frame',
  height: 640,
  isForm: true,
  isEmpty: false,
  type: 'checkoutForm',
};

/** Elements that a page may have beside the others, and that offer nothing here: no wallet, no message, no choice. */
const emptyKinds = [
  'currencySelector',
  'expressCheckout',
  'linkSignup',
  'paymentMethodMessaging',
  'paymentRequestButton',
  'terms',
];

/** @throws IntegrationError for a type that is none, and for one that this stand-in for Stripe.js does not have. */
export function elementKind(type) {
  if (type in actingKinds) return { ...actingKinds[type], type, isEmpty: false };
  if (emptyKinds.includes(type)) return { title: '', height: 0, type, isEmpty: true };
  throw new IntegrationError(
    `This emulator's Stripe.js has no element of type '${type}'. It has ${[...Object.keys(actingKinds), ...emptyKinds].join(', ')}.`,
  );
}
