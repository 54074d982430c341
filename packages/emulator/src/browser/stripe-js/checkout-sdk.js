import { checkoutActions } from './checkout-actions.js';
import { createElement, insideOf, updateFrame } from './element.js';
import { checkIntegration, IntegrationError } from './integration-error.js';
import { createListeners } from './listeners.js';
import { openPaymentPage } from './payment-page.js';

/**
 * Checkout in the merchant's own page.
 *
 * @see https://docs.stripe.com/js/custom_checkout/init
 */
export function initCheckoutElementsSdk(stripe, options = {}) {
  const { appearance } = options.elementsOptions ?? {};
  const checkout = openCheckout(stripe, {
    ...options,
    appearance,
    call: 'initCheckoutElementsSdk',
    uiMode: 'elements',
  });
  return { ...sdkMethods(checkout), loadActions: checkout.load, ...elementMethods(checkout) };
}

/** A Checkout Session in a page that has parts of it, before anything was asked. */
export function openCheckout(stripe, { clientSecret, appearance, defaultValues, call, uiMode }) {
  checkIntegration(clientSecret, `${call}(): clientSecret is required.`);
  let loading = null;
  const checkout = {
    stripe,
    call,
    uiMode,
    listeners: createListeners(),
    members: new Map(),
    opened: Promise.resolve(clientSecret).then((secret) => ({ secret, ...openPaymentPage(stripe, secret) })),
    appearance,
    defaultValues,
    page: null,
    load: () => (loading ??= loadActions(checkout)),
  };
  return checkout;
}

/** What both of Checkout's SDKs can do. */
export function sdkMethods(checkout) {
  return {
    on: (event, listener) => checkout.listeners.on(event, listener),
    changeAppearance(appearance) {
      checkout.appearance = appearance;
      for (const member of checkout.members.values()) void updateFrame(member);
    },
    loadFonts: () => undefined,
  };
}

async function loadActions(checkout) {
  const page = await checkout.opened;
  const { value, error } = await page.read();
  if (error) return { type: 'error', error: { message: error.message, code: null } };
  if (value.ui_mode !== checkout.uiMode) {
    const message = `You must create a Checkout Session with ui_mode="${checkout.uiMode}" to use ${checkout.call}.`;
    return { type: 'error', error: { message, code: null } };
  }
  checkout.page = value;
  const actions = checkoutActions(checkout, page);
  const { email, phoneNumber, billingAddress, shippingAddress } = checkout.defaultValues ?? {};
  if (email && !value.session.email) await actions.updateEmail(email);
  if (phoneNumber) await actions.updatePhoneNumber(phoneNumber);
  if (billingAddress && !value.session.billingAddress) await actions.updateBillingAddress(billingAddress);
  if (shippingAddress && !value.session.shippingAddress) await actions.updateShippingAddress(shippingAddress);
  checkout.actions = actions;
  return { type: 'success', actions };
}

/** `createPaymentElement`, `getPaymentElement`, and so on, by the name that Checkout gives each. */
function elementMethods(checkout) {
  const kinds = {
    Payment: { type: 'payment' },
    BillingAddress: { type: 'address', fixed: { mode: 'billing' }, onChange: tellAddress },
    ContactDetails: { type: 'linkAuthentication', onChange: tellEmail },
    ExpressCheckout: { type: 'expressCheckout' },
    CurrencySelector: { type: 'currencySelector' },
    LinkSignup: { type: 'linkSignup' },
    Terms: { type: 'terms' },
    ShippingAddress: { type: 'address', fixed: { mode: 'shipping' }, onChange: tellShippingAddress },
    TaxId: null,
  };
  return Object.fromEntries(
    Object.entries(kinds).flatMap(([name, kind]) => [
      [`create${name}Element`, (options = {}) => createMember(checkout, { name, kind, options })],
      [`get${name}Element`, () => checkout.members.get(name) ?? null],
    ]),
  );
}

export function createMember(checkout, { name, kind, options }) {
  if (!kind) throw new IntegrationError(`This emulator's Checkout has no ${name} Element.`);
  checkIntegration(!checkout.members.has(name), `Can only create one ${name} Element.`);
  const element = createElement({
    type: kind.type,
    options: { ...options, ...kind.fixed },
    ...kind.hooks,
    configuration: async () => ({
      appearance: checkout.appearance,
      checkout: checkout.page?.session,
      hasBillingAddress: checkout.members.has('BillingAddress'),
      hasEmail: true,
      key: checkout.stripe.key,
      session: { client_secret: (await checkout.opened).secret },
    }),
    onChange: () => kind.onChange?.(checkout, insideOf(element).latest),
    onDestroy: () => checkout.members.delete(name),
  });
  checkout.members.set(name, element);
  return element;
}

/** Tax depends on the place: it is told as soon as it is known. */
function tellAddress({ actions }, { complete, value }) {
  if (complete) void actions?.updateBillingAddress(value);
}

function tellShippingAddress({ actions }, { complete, value }) {
  if (complete) void actions?.updateShippingAddress(value);
}

function tellEmail({ actions }, { complete, value }) {
  if (complete) void actions?.updateEmail(value.email);
}
