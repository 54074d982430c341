/*
 * The emulator's stand-in for Stripe.js: the functions that Purser's kind of shop calls, with the names, results and mistakes of
 * Stripe's own. Card numbers are typed into frames of the emulator and never reach the page that this runs in.
 */
import { confirmCard } from './card-confirmation.js';
import { initCheckoutFormSdk } from './checkout-form-sdk.js';
import { initCheckoutElementsSdk } from './checkout-sdk.js';
import { intentOf } from './client-secret.js';
import { confirmIntent } from './confirm-intent.js';
import { createConfirmationToken, createPaymentMethod, createToken } from './create-from-elements.js';
import { createElements } from './elements.js';
import { createEmbeddedCheckoutPage } from './embedded-checkout.js';
import { emulatorOrigin } from './emulator-origin.js';
import { followIntent, resultOf, retrieveIntent } from './follow-intent.js';
import { checkIntegration, IntegrationError } from './integration-error.js';

/** @see https://docs.stripe.com/js/initializing */
function Stripe(key) {
  checkIntegration(typeof key === 'string' && key !== '', 'Missing value for Stripe(): apiKey should be a string.');
  checkIntegration(
    !/^(sk|rk)_/.test(key),
    'You should not use your secret key with Stripe.js. Please pass a publishable key instead.',
  );
  const stripe = { origin: emulatorOrigin, key };
  return {
    elements: (options) => createElements(stripe, options),
    ...intentMethods(stripe),
    createPaymentMethod: (...given) => createPaymentMethod(stripe, ...given),
    createConfirmationToken: (options) => createConfirmationToken(stripe, options),
    createToken,
    initCheckoutElementsSdk: (options) => initCheckoutElementsSdk(stripe, options),
    initCheckoutFormSdk: (options) => initCheckoutFormSdk(stripe, options),
    createEmbeddedCheckoutPage: (options) => createEmbeddedCheckoutPage(stripe, options),
    ...renamedMethods(),
    registerAppInfo: () => undefined,
    _registerWrapper: () => undefined,
  };
}

Stripe.version = 'endive';
window.Stripe = Stripe;

function intentMethods(stripe) {
  const retrieve = async (clientSecret, prefix) => {
    const intent = intentOf(clientSecret, { call: 'stripe.retrieve intent secret', prefix });
    return resultOf(intent, await retrieveIntent(stripe, intent));
  };
  const nextAction = async (intent) => followIntent(stripe, intent, { answer: await retrieveIntent(stripe, intent) });
  return {
    confirmPayment: (options) => confirmIntent(stripe, options, { call: 'confirmPayment', prefix: 'pi' }),
    confirmSetup: (options) => confirmIntent(stripe, options, { call: 'confirmSetup', prefix: 'seti' }),
    confirmCardPayment: (secret, data, options) =>
      confirmCard(stripe, secret, { data, options }, { call: 'confirmCardPayment', prefix: 'pi' }),
    confirmCardSetup: (secret, data, options) =>
      confirmCard(stripe, secret, { data, options }, { call: 'confirmCardSetup', prefix: 'seti' }),
    handleNextAction: ({ clientSecret }) =>
      nextAction(intentOf(clientSecret, { call: 'stripe.handleNextAction(): clientSecret' })),
    handleCardAction: (clientSecret) =>
      nextAction(intentOf(clientSecret, { call: 'stripe.handleCardAction intent secret', prefix: 'pi' })),
    retrievePaymentIntent: (clientSecret) => retrieve(clientSecret, 'pi'),
    retrieveSetupIntent: (clientSecret) => retrieve(clientSecret, 'seti'),
  };
}

/** Functions that this version of Stripe.js has no more, or that the emulator has no answer to. */
function renamedMethods() {
  const gone = {
    initCheckout: 'stripe.initCheckout() was renamed: call stripe.initCheckoutElementsSdk().',
    initEmbeddedCheckout: 'stripe.initEmbeddedCheckout() was renamed: call stripe.createEmbeddedCheckoutPage().',
    paymentRequest: "This emulator's Stripe.js has no wallets.",
    redirectToCheckout: "stripe.redirectToCheckout() is no longer supported: go to the Checkout Session's url.",
  };
  return Object.fromEntries(
    Object.entries(gone).map(([name, message]) => [
      name,
      () => {
        throw new IntegrationError(message);
      },
    ]),
  );
}
